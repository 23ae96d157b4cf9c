-- What the map knows about a plant for its diagnosis. All measured from the boundary that 310 measures from; parks and
-- places beyond one's own divisions count too, then without their name.

-- The chemical park that holds most of a site (`share` of its area; a point lies in or out), otherwise the nearest.
CREATE OR REPLACE FUNCTION park_around(site_id bigint)
RETURNS TABLE (name text, share double precision, distance_m double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT CASE WHEN p.division <@ actor_scope() AND p.kind = ANY (readable_kinds()) THEN p.name END,
    CASE WHEN st_dimension(b.geom) < 2 THEN st_intersects(p.geom, b.geom)::int
         WHEN NOT st_intersects(p.geom, b.geom) THEN 0
         ELSE st_area(st_intersection(p.geom, b.geom)::geography) / st_area(b.geom::geography) END AS share,
    st_distance(p.geom::geography, b.geom::geography) AS distance_m
  FROM boundary_of(site_id) AS b CROSS JOIN site_as_of AS p
  WHERE p.kind = 'chemical_park' AND NOT p.retired AND st_dimension(p.geom) = 2
  ORDER BY share DESC, distance_m LIMIT 1
$$;

-- A plant and the hazard sources in it, each with its newest grading by GB 18218. Where the plant has no boundary,
-- the sources of its county that name it as their enterprise. Only what the caller may see.
CREATE OR REPLACE FUNCTION installations_of(site_id bigint)
RETURNS TABLE (id bigint, name text, is_plant boolean, assessed_on date, level int, major boolean)
LANGUAGE sql STABLE AS $$
  WITH plant AS MATERIALIZED (SELECT * FROM site_as_of WHERE site_as_of.id = installations_of.site_id),
  units AS (
    SELECT plant.id, plant.name, true AS is_plant FROM plant
    UNION ALL
    SELECT s.id, s.name, false FROM plant JOIN site_as_of AS s
      ON s.kind = 'hazard_source' AND NOT s.retired AND s.id <> plant.id
      AND s.geom && plant.geom AND st_intersects(s.geom, plant.geom) WHERE st_dimension(plant.geom) = 2
    UNION ALL
    SELECT s.id, s.name, false FROM plant JOIN site_as_of AS s
      ON s.kind = 'hazard_source' AND NOT s.retired AND s.id <> plant.id
      AND s.division / 1000000 = plant.division / 1000000 AND s.attributes ->> 'enterprise' = plant.name
    WHERE st_dimension(plant.geom) < 2)
  SELECT u.id, u.name, u.is_plant, a.assessed_on, (a.result ->> 'level')::int, (a.result ->> 'major')::boolean
  FROM units AS u LEFT JOIN LATERAL (
    SELECT * FROM assessment_as_of AS newest WHERE newest.site_id = u.id AND newest.method = 'gb18218'
    ORDER BY newest.assessed_on DESC, newest.id DESC LIMIT 1) AS a ON true
  ORDER BY u.is_plant DESC, u.id
$$;

-- Where people live or gather within `metres` outside a site's boundary: protected targets with their class of
-- GB 36894, settlements with their residents.
CREATE OR REPLACE FUNCTION protected_near(site_id bigint, metres double precision)
RETURNS TABLE (name text, kind text, protection_class text, residents int, distance_m double precision)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  origin record;
  wide geometry;  -- a little more than the reach, for the index
BEGIN
  SELECT geom, geom::geography AS line INTO origin FROM boundary_of(site_id);
  wide := st_envelope(ring(origin.geom, metres * 1.01));
  RETURN QUERY
  SELECT CASE WHEN s.division <@ actor_scope() AND s.kind = ANY (readable_kinds()) THEN s.name END,
    s.kind, s.attributes ->> 'protection_class', s.residents, st_distance(s.geom::geography, origin.line)
  FROM site_as_of AS s
  WHERE s.kind IN ('protected_target', 'settlement') AND NOT s.retired AND s.id <> protected_near.site_id
    AND s.geom && wide AND st_dwithin(s.geom::geography, origin.line, metres)
    AND NOT (st_dimension(origin.geom) = 2 AND st_coveredby(s.geom, origin.geom))
  ORDER BY 5, s.id;
END $$;
