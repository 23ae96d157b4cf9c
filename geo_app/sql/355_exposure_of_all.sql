-- What lies within `metres` of every site of a layer that the caller sees, among layers of his choice: how many, their
-- residents, and how many have no number. In the local 3-degree plane of each site (0.02 % of a distance), from the
-- true boundary; a site counts where it is touched. For figures of a whole county or province at once: one site alone
-- is counted to the centimetre by people_within().
CREATE OR REPLACE FUNCTION exposure_of_all(of_kind text, metres double precision, kinds text[])
RETURNS TABLE (site_id bigint, near bigint, residents bigint, without_residents bigint)
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT s.id, found.near, found.residents, found.without_residents
  FROM site AS s CROSS JOIN LATERAL (SELECT ring(s.geom, metres) AS reach OFFSET 0) AS drawn
  CROSS JOIN LATERAL (
    SELECT count(*) AS near, coalesce(sum(p.residents), 0) AS residents,
           count(*) FILTER (WHERE p.residents IS NULL) AS without_residents
    FROM unnest(kinds) AS wanted CROSS JOIN LATERAL (
      SELECT place.residents FROM site AS place
      WHERE place.kind = wanted AND NOT place.retired AND place.id <> s.id
        AND place.geom && drawn.reach AND st_intersects(drawn.reach, place.geom)) AS p) AS found
  WHERE s.kind = of_kind AND NOT s.retired
$$;
