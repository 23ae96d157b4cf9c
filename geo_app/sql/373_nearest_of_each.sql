-- The nearest sites of each of some layers to a place, metres on the ellipsoid, as far as the caller may see them.
-- The index knows degrees: what it finds first says how far to look, and within that the metres decide.
CREATE OR REPLACE FUNCTION nearest_of_each(place geometry, kinds text[], most int)
RETURNS TABLE (id bigint, kind text, name text, colour text, distance_m double precision) LANGUAGE sql STABLE AS $$
  SELECT found.id, k.kind, found.name, found.colour, found.away
  FROM unnest(kinds) AS k (kind)
  CROSS JOIN LATERAL (
    SELECT max(st_distance(s.geom::geography, place::geography)) AS farthest FROM (
      (SELECT s.geom FROM site AS s WHERE s.kind = k.kind AND NOT s.retired AND as_of() IS NULL
       ORDER BY s.geom <-> place LIMIT most)  -- only a table, not a view of several, is read in this order
      UNION ALL
      (SELECT s.geom FROM site_as_of AS s WHERE s.kind = k.kind AND NOT s.retired AND as_of() IS NOT NULL
       ORDER BY s.geom <-> place LIMIT most)) AS s) AS reach
  CROSS JOIN LATERAL (
    SELECT s.id, s.name, s.colour, st_distance(s.geom::geography, place::geography) AS away FROM site_as_of AS s
    WHERE s.kind = k.kind AND NOT s.retired AND s.geom && reach_box(place, reach.farthest)
    ORDER BY away, s.id LIMIT most) AS found
  ORDER BY k.kind, found.away, found.id
$$;
