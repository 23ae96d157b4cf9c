-- Who lives near a site. Counted across borders: people on the other side of a county line are people too, so these
-- run as owner; what the caller may not see comes without number and name.

-- The line that distances are measured from: the plant's boundary. A tank or store inside a plant takes the plant's.
-- `ground_m2` is the area that was declared; it matters where no boundary is known.
DROP FUNCTION IF EXISTS boundary_of(bigint);
CREATE FUNCTION boundary_of(site_id bigint, OUT geom geometry, OUT of_name text, OUT is_plant boolean,
  OUT ground_m2 double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(plant.geom, site.geom), coalesce(plant.name, site.name),
         plant.geom IS NOT NULL OR st_dimension(site.geom) = 2, (site.attributes ->> 'ground_m2')::double precision
  FROM site_as_of AS site LEFT JOIN LATERAL (
    SELECT p.geom, p.name FROM site_as_of AS p
    WHERE site.kind <> 'chemical_plant' AND p.kind = 'chemical_plant' AND NOT p.retired
      AND st_dimension(p.geom) = 2 AND p.geom && site.geom AND st_intersects(p.geom, site.geom)
    ORDER BY st_area(p.geom::geography), p.id LIMIT 1) AS plant ON true
  WHERE site.id = boundary_of.site_id
$$;

-- Slices of the land around a place, clockwise, the first around north: as wide as the wind is told.
CREATE OR REPLACE FUNCTION wind_sectors(centre geometry, metres double precision, n int) RETURNS geometry[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT array_agg(slice ORDER BY sector) FROM (
    SELECT sector, st_makepolygon(st_makeline(ARRAY[centre] || array_agg(
      st_project(centre::geography, metres * 1.05, radians((sector - 0.5 + step / 4.0) * 360 / n))::geometry
      ORDER BY step) || ARRAY[centre])) AS slice
    FROM generate_series(0, n - 1) AS sector, generate_series(0, 4) AS step GROUP BY sector) AS slices
$$;

-- In which of n such slices a place lies, counted from 0.
CREATE OR REPLACE FUNCTION wind_sector(centre geometry, place geometry, n int) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT floor(coalesce(degrees(st_azimuth(centre::geography, place::geography)), 0) * n / 360 + 0.5)::int % n
$$;

-- Settlements within `metres` of that line, edge to edge on the ellipsoid, or where a `reach` is given instead, those
-- that it touches. `shares` are the parts of a settlement's area that lie within and outside the plant, one for each
-- of `sectors` slices around its centre; a settlement without outline counts whole, one inside the plant not at all.
CREATE OR REPLACE FUNCTION people_within(site_id bigint, metres double precision, reach geometry, sectors int)
RETURNS TABLE (id bigint, name text, residents int, day_people int, night_people int, slow_people int,
  distance_m double precision, shares double precision[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  origin record;
  line geography;
  area geometry;
  wide geometry;  -- a little more than the area, for the index
  centre geometry;
  slices geometry[];
BEGIN
  SELECT * INTO origin FROM boundary_of(site_id);
  line := origin.geom::geography;
  area := coalesce(reach, ring(origin.geom, metres));
  wide := st_expand(st_envelope(area), (st_xmax(area) - st_xmin(area)) / 100);
  centre := st_centroid(origin.geom);
  IF sectors > 1 THEN
    slices := wind_sectors(centre, st_maxdistance(st_transform(centre, zone_srid(st_x(centre))),
                                                  st_transform(wide, zone_srid(st_x(centre)))), sectors);
  END IF;
  RETURN QUERY
  SELECT CASE WHEN may.see THEN s.id END, CASE WHEN may.see THEN s.name END, s.residents,
    (s.attributes ->> 'day_people')::int, (s.attributes ->> 'night_people')::int,
    (s.attributes ->> 'slow_people')::int, st_distance(s.geom::geography, line),
    CASE
      WHEN st_dimension(s.geom) < 2 THEN (
        SELECT array_agg((NOT (origin.is_plant AND st_coveredby(s.geom, origin.geom))
          AND n = wind_sector(centre, s.geom, sectors))::int::double precision ORDER BY n)
        FROM generate_series(0, sectors - 1) AS n)
      WHEN sectors = 1 AND st_coveredby(s.geom, area) AND NOT (origin.is_plant AND st_intersects(s.geom, origin.geom))
        THEN ARRAY[1::double precision]
      ELSE (
        SELECT array_agg(st_area((CASE WHEN sectors = 1 THEN part ELSE st_intersection(part, slices[n]) END)::geography)
          / nullif(st_area(s.geom::geography), 0) ORDER BY n)
        FROM generate_series(1, sectors) AS n, LATERAL (
          SELECT CASE WHEN origin.is_plant THEN st_difference(st_intersection(s.geom, area), origin.geom)
                      ELSE st_intersection(s.geom, area) END AS part) AS cut)
    END
  FROM site_as_of AS s CROSS JOIN LATERAL (
    SELECT s.division <@ actor_scope() AND s.kind = ANY (readable_kinds()) AS see) AS may
  WHERE s.kind = 'settlement' AND NOT s.retired AND s.id <> people_within.site_id AND s.geom && wide
    AND CASE WHEN reach IS NULL THEN st_dwithin(s.geom::geography, line, metres) ELSE st_intersects(s.geom, reach) END
  ORDER BY 7, s.id;
END $$;

-- The same without sectors.
CREATE OR REPLACE FUNCTION residents_near(site_id bigint, metres double precision)
RETURNS TABLE (id bigint, name text, residents int, distance_m double precision, share double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT id, name, residents, distance_m, shares[1] FROM people_within(site_id, metres, NULL, 1)
$$;
