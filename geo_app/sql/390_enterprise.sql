-- Who invites, hangs up codes and reviews what the public reports: by division. Viewers see none of it; a stranger who
-- reports may add a line and read none.
DO $$
DECLARE
  door regclass;
BEGIN
  FOREACH door IN ARRAY ARRAY['invitation', 'spot', 'public_report']::regclass[] LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', door);
    EXECUTE format('DROP POLICY IF EXISTS own ON %s', door);
    EXECUTE format('CREATE POLICY own ON %s FOR ALL TO geo_app
      USING (division <@ (SELECT actor_scope()) AND (SELECT actor_rank()) >= 1)
      WITH CHECK (division <@ (SELECT actor_scope()) AND (SELECT actor_rank()) >= 1)', door);
  END LOOP;
END $$;
DROP POLICY IF EXISTS report ON public_report;
CREATE POLICY report ON public_report FOR INSERT TO geo_app WITH CHECK (
  division <@ (SELECT actor_scope()) AND state = 'waiting' AND reviewed_by IS NULL);

-- Whom a link was given to and for which site, for as long as it holds; asked before anybody is known.
CREATE OR REPLACE FUNCTION invited_by(hash bytea)
RETURNS TABLE (id bigint, name text, site_id bigint, division bigint, expires_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT i.id, i.name, i.site_id, s.division, i.expires_at FROM invitation AS i JOIN site AS s ON s.id = i.site_id
  WHERE i.token_hash = hash AND i.revoked_at IS NULL AND i.expires_at > now() AND NOT s.retired
$$;

-- The site of a code on the spot: its name and division, nothing else of it.
CREATE OR REPLACE FUNCTION site_of_spot(spot_code text)
RETURNS TABLE (site_id bigint, name text, division bigint, division_name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT s.id, s.name, s.division, d.full_name FROM spot JOIN site AS s ON s.id = spot.site_id
  LEFT JOIN division AS d ON d.id = s.division WHERE spot.code = spot_code AND NOT s.retired
$$;

-- How many reports came from an address, and about a site, since an instant.
CREATE OR REPLACE FUNCTION reports_since(since timestamptz, from_address text, at_site bigint)
RETURNS TABLE (by_address bigint, by_site bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT count(*) FILTER (WHERE address = from_address), count(*) FILTER (WHERE site_id = at_site)
  FROM public_report WHERE received_at > since AND (address = from_address OR site_id = at_site)
$$;
