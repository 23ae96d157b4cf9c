-- The nearest emergency resources of each category to a place: metres on the ellipsoid to their point on the map, which
-- is what a phone without a network reckons with too. As far as the caller may see them.
CREATE OR REPLACE FUNCTION nearest_help(place geometry, most int)
RETURNS TABLE (id bigint, distance_m double precision) LANGUAGE sql STABLE AS $$
  SELECT id, away FROM (
    SELECT s.id, s.category, s.away, row_number() OVER (PARTITION BY s.category ORDER BY s.away, s.id) AS number FROM (
      SELECT id, attributes ->> 'category' AS category,
        st_distance(st_pointonsurface(geom)::geography, place::geography) AS away
      FROM site_as_of WHERE kind = 'emergency_resource' AND NOT retired) AS s) AS ranked
  WHERE number <= most ORDER BY category, number
$$;
