-- What lies within `metres` of every site of a layer that the caller sees, among layers of his choice: how many, their
-- residents, and how many have no number; edge to edge on the ellipsoid, as people_within() measures for one site.
--
-- Whoever stands clearly inside or outside on a flat map of the surroundings is not measured again. With r = half of the
-- outline + `metres`, all in metres and nowhere north of 54 degrees, that map is wrong by less than `doubt`, for two
-- reasons: a degree east grows shorter northwards, by tan(54°) / 6371000 a metre, which is 2.2e-7 r²; and a straight
-- edge of length L bends by up to L² tan(54°) / (8 * 6371000): 1.08e-7 (r + 1120)² where an outline lies within r and
-- 0.01 degrees. One that reaches further is always measured.
--
-- The layers are asked for by array_position() because "= ANY" tempts the planner, once the statement is prepared, to
-- search the index of (layer, place) for each of them: four times the time.
CREATE OR REPLACE FUNCTION exposure_of_all(of_kind text, metres double precision, kinds text[])
RETURNS TABLE (site_id bigint, near bigint, residents bigint, without_residents bigint)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT s.id, found.near, found.residents, found.without_residents
  FROM site AS s
  CROSS JOIN LATERAL (SELECT st_y(st_centroid(st_envelope(s.geom))) AS latitude OFFSET 0) AS middle
  CROSS JOIN LATERAL (SELECT metres_in_a_degree(middle.latitude) AS degree, reach_box(s.geom, metres) AS around OFFSET 0)
    AS place
  CROSS JOIN LATERAL (
    SELECT place.degree, place.around, st_scale(s.geom, place.degree) AS flat, st_expand(place.around, 0.01) AS wide,
           metres + st_perimeter(st_scale(st_envelope(s.geom), place.degree)) / 4 AS r OFFSET 0) AS own
  CROSS JOIN LATERAL (SELECT 0.2 + 0.00025 * r + 3.3e-7 * r ^ 2 AS doubt OFFSET 0) AS map
  CROSS JOIN LATERAL (
    SELECT count(*) AS near, coalesce(sum(p.residents), 0) AS residents,
           count(*) FILTER (WHERE p.residents IS NULL) AS without_residents
    FROM site AS p
    WHERE NOT p.retired AND array_position(kinds, p.kind) > 0 AND p.id <> s.id AND p.geom && own.around
      AND CASE CASE WHEN p.geom @ own.wide
                    THEN sign(trunc((st_distance(st_scale(p.geom, own.degree), own.flat) - metres) / map.doubt)) END
          WHEN -1 THEN true WHEN 1 THEN false
          ELSE st_dwithin(p.geom::geography, s.geom::geography, metres) END) AS found
  WHERE s.kind = of_kind AND NOT s.retired
$$;
