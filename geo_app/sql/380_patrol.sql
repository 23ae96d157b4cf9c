-- What a device sent is its sender's own affair; what became of it stands in the tables that it wrote.
ALTER TABLE delta ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS own ON delta;
CREATE POLICY own ON delta FOR ALL TO geo_app USING (username = current_setting('geo_app.actor', true))
  WITH CHECK (username = current_setting('geo_app.actor', true));

-- A phone is known to its owner, and to approvers within whose divisions its account works.
CREATE OR REPLACE FUNCTION account_within_reach(who text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce(bool_and(code <> '' AND division_below(rpad(code, 12, '0')::bigint) <@ actor_scope()), false)
  FROM account JOIN account_division ON account_id = id WHERE username = who
$$;
ALTER TABLE device ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS reach ON device;
CREATE POLICY reach ON device FOR ALL TO geo_app USING (username = current_setting('geo_app.actor', true)
  OR (actor_rank() >= 3 AND account_within_reach(username)));

-- Whether a phone was reported as lost by anybody who used it: for the phone itself, where nobody is logged in.
CREATE OR REPLACE FUNCTION device_is_revoked(which text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT EXISTS (SELECT FROM device WHERE id = which AND revoked_at IS NOT NULL)
$$;

-- The highest number given so far to a finding, whoever may see it.
CREATE OR REPLACE FUNCTION last_finding_number(beginning text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT max(number) FROM finding WHERE starts_with(number, beginning)
$$;

