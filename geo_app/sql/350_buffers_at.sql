-- Rings at any distance around the sites of a layer that the caller sees, from their true boundary. With a `frame`
-- only what reaches into it, cut at its edge. `from_point`: no boundary is known.
CREATE OR REPLACE FUNCTION buffers_at(of_kind text, metres double precision, frame geometry, colours text[])
RETURNS TABLE (site_id bigint, name text, colour text, from_point boolean, geom geometry)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT s.id, s.name, s.colour, st_dimension(s.geom) = 0,
         CASE WHEN frame IS NULL OR st_coveredby(drawn.geom, frame) THEN drawn.geom
              ELSE st_multi(st_collectionextract(st_intersection(drawn.geom, frame), 3)) END
  FROM site_as_of AS s CROSS JOIN LATERAL (SELECT ring(s.geom, metres) AS geom) AS drawn
  WHERE s.kind = of_kind AND NOT s.retired
    AND (frame IS NULL OR s.geom && st_expand(frame, metres / 50000) AND st_intersects(drawn.geom, frame))
    AND (colours IS NULL OR s.colour = ANY (colours) OR (s.colour IS NULL AND 'none' = ANY (colours)))
$$;
