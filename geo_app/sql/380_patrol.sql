-- What a device sent is its sender's own affair; what became of it stands in the tables that it wrote.
ALTER TABLE delta ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS own ON delta;
CREATE POLICY own ON delta FOR ALL TO geo_app USING (username = current_setting('geo_app.actor', true))
  WITH CHECK (username = current_setting('geo_app.actor', true));

-- The highest number given so far to a finding, whoever may see it.
CREATE OR REPLACE FUNCTION last_finding_number(beginning text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT max(number) FROM finding WHERE starts_with(number, beginning)
$$;

