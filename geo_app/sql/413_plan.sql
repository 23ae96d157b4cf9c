-- What the plan of a paper shows within a box, nearest to the middle first: sites, drawn zones, and the borders of
-- divisions, as far as the caller may see them; cut to the box and no finer than paper can show.
CREATE OR REPLACE FUNCTION plan_of(box geometry, kinds text[], most int)
RETURNS TABLE (kind text, name text, colour text, shape text) LANGUAGE sql STABLE AS $$
  SELECT t.kind, t.name, t.colour,
    st_asgeojson(st_clipbybox2d(st_simplifypreservetopology(t.geom, (st_xmax(box) - st_xmin(box)) / 4000), box), 7)
  FROM (
    SELECT s.kind, s.name, s.colour, s.geom, s.id FROM site AS s
    WHERE s.kind = ANY (kinds) AND NOT s.retired AND s.geom && box AND st_intersects(s.geom, box)
    UNION ALL
    SELECT z.kind, z.name, z.colour, z.geom, z.id FROM zone AS z
    WHERE z.kind = ANY (kinds) AND z.geom && box AND st_intersects(z.geom, box)
    UNION ALL
    SELECT 'division', d.name, NULL, st_boundary(d.geom), d.id FROM division AS d
    WHERE 'division' = ANY (kinds) AND d.level IN (3, 4) AND d.geom && box AND st_intersects(st_boundary(d.geom), box)
  ) AS t
  ORDER BY st_distance(t.geom, st_centroid(box)), t.kind, t.id
  LIMIT most
$$;
