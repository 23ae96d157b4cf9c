-- Who lives near a site. Counted across borders: people on the other side of a county line are people too, so these
-- run as owner; what the caller may not see comes without number and name.

-- The line that distances are measured from: the plant's boundary. A tank or store inside a plant takes the plant's.
CREATE OR REPLACE FUNCTION boundary_of(site_id bigint, OUT geom geometry, OUT of_name text, OUT is_plant boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(plant.geom, site.geom), coalesce(plant.name, site.name),
         plant.geom IS NOT NULL OR st_dimension(site.geom) = 2
  FROM site_as_of AS site LEFT JOIN LATERAL (
    SELECT p.geom, p.name FROM site_as_of AS p
    WHERE site.kind <> 'chemical_plant' AND p.kind = 'chemical_plant' AND NOT p.retired
      AND st_dimension(p.geom) = 2 AND p.geom && site.geom AND st_intersects(p.geom, site.geom)
    ORDER BY st_area(p.geom::geography), p.id LIMIT 1) AS plant ON true
  WHERE site.id = boundary_of.site_id
$$;

-- Settlements within `metres` of that line, edge to edge on the ellipsoid. `share` is the part of a settlement's area
-- that lies within and outside the plant; a settlement without outline counts whole, one inside the plant not at all.
CREATE OR REPLACE FUNCTION residents_near(site_id bigint, metres double precision)
RETURNS TABLE (id bigint, name text, residents int, distance_m double precision, share double precision)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  origin record;
  line geography;
  reach geometry;
  wide geometry;  -- a little more than the reach, for the index
BEGIN
  SELECT * INTO origin FROM boundary_of(site_id);
  line := origin.geom::geography;
  reach := ring(origin.geom, metres);
  wide := st_expand(st_envelope(reach), (st_xmax(reach) - st_xmin(reach)) / 100);
  RETURN QUERY
  SELECT CASE WHEN may.see THEN s.id END, CASE WHEN may.see THEN s.name END, s.residents,
    st_distance(s.geom::geography, line),
    CASE
      WHEN st_dimension(s.geom) < 2 THEN (NOT (origin.is_plant AND st_coveredby(s.geom, origin.geom)))::int
      WHEN st_coveredby(s.geom, reach) AND NOT (origin.is_plant AND st_intersects(s.geom, origin.geom)) THEN 1
      ELSE st_area((CASE WHEN origin.is_plant
          THEN st_difference(st_intersection(s.geom, reach), origin.geom)
          ELSE st_intersection(s.geom, reach) END)::geography) / nullif(st_area(s.geom::geography), 0)
    END
  FROM site_as_of AS s CROSS JOIN LATERAL (
    SELECT s.division <@ actor_scope() AND s.kind = ANY (readable_kinds()) AS see) AS may
  WHERE s.kind = 'settlement' AND NOT s.retired AND s.id <> residents_near.site_id
    AND s.geom && wide AND st_dwithin(s.geom::geography, line, metres)
  ORDER BY 4, s.id;
END $$;
