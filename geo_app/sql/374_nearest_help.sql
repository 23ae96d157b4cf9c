-- Emergency resources are known and shared in a county: who works in one of its villages finds all of them, with the
-- telephone of the duty room. What else is told of them (a person's telephone, the card) is for those of the division.
CREATE OR REPLACE FUNCTION shared_help()
RETURNS TABLE (id bigint, name text, address text, own boolean, telephone text, attributes jsonb, place geometry)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT s.id, s.name, s.address, s.division <@ (SELECT actor_scope()),
    CASE WHEN s.division <@ (SELECT actor_scope()) THEN s.telephone END, s.attributes, st_pointonsurface(s.geom)
  FROM site AS s
  WHERE s.kind = 'emergency_resource' AND NOT s.retired AND 'emergency_resource' = ANY ((SELECT readable_kinds())::text[])
    AND s.division <@ (
      SELECT range_agg(int8range(lower(r) / 1000000 * 1000000, ((upper(r) - 1) / 1000000 + 1) * 1000000))
      FROM unnest(actor_scope()) AS r)
$$;

-- The nearest of them of each category to a place: metres on the ellipsoid to their point on the map, which is what a
-- phone without a network reckons with too.
CREATE OR REPLACE FUNCTION nearest_help(place geometry, most int)
RETURNS TABLE (id bigint, distance_m double precision) LANGUAGE sql STABLE AS $$
  SELECT id, away FROM (
    SELECT s.id, s.away, min(s.away) OVER (PARTITION BY s.category) AS first, s.category,
      row_number() OVER (PARTITION BY s.category ORDER BY s.away, s.id) AS number FROM (
      SELECT help.id, help.attributes ->> 'category' AS category,
        st_distance(help.place::geography, nearest_help.place::geography) AS away
      FROM shared_help() AS help) AS s) AS ranked
  WHERE number <= most ORDER BY first, category, number
$$;
