-- What speaks for moving a plant: where it stands, who lives and what stands within `metres`, and which distances of
-- its own or of its units are short. Only plants that the caller may see.
DROP FUNCTION IF EXISTS relocation_evidence(bigint, bigint, double precision);
CREATE OR REPLACE FUNCTION relocation_evidence(low bigint, high bigint, metres double precision)
RETURNS TABLE (site_id bigint, workers int, licence_until date, outside_park boolean, people double precision,
               uncounted bigint, targets bigint, short bigint, shortfall double precision, worst jsonb,
               forbidden bigint, forbidden_clause text)
LANGUAGE sql STABLE AS $$
  SELECT s.id, (s.attributes ->> 'workers')::int, (s.attributes ->> 'licence_until')::date,
    NOT EXISTS (SELECT FROM site AS park WHERE park.kind = 'chemical_park' AND NOT park.retired
                AND park.geom && s.geom AND st_covers(park.geom, st_pointonsurface(s.geom))),
    living.people, living.uncounted, (SELECT count(*) FROM targets_within(s.id, metres, NULL)),
    own.short, own.shortfall, own.worst, own.forbidden, own.forbidden_clause
  FROM site AS s
  CROSS JOIN LATERAL (
    SELECT coalesce(sum(residents * share), 0) AS people,
      count(*) FILTER (WHERE residents IS NULL AND share > 0) AS uncounted
    FROM residents_near(s.id, metres)) AS living
  CROSS JOIN LATERAL (
    SELECT count(*) AS short, max(coalesce(g.shortfall_m / g.required_m, 1)) AS shortfall,
      (array_agg(g.attributes ORDER BY coalesce(g.shortfall_m / g.required_m, 1) DESC))[1] AS worst,
      count(*) FILTER (WHERE g.attributes ->> 'effect' IN ('forbidden', 'no_new')) AS forbidden,
      min(g.attributes ->> 'clause') FILTER (WHERE g.attributes ->> 'effect' IN ('forbidden', 'no_new'))
        AS forbidden_clause
    FROM gap AS g WHERE g.verdict = 'short' AND (g.source_id = s.id
      OR g.target_id = s.id AND g.attributes ->> 'effect' = 'forbidden'
      OR g.source_id IN (SELECT unit.id FROM site AS unit WHERE unit.kind = 'hazard_source' AND NOT unit.retired
                         AND unit.geom && s.geom AND st_intersects(unit.geom, s.geom)))) AS own
  WHERE s.kind = 'chemical_plant' AND NOT s.retired AND s.division BETWEEN low AND high
    AND coalesce(s.attributes ->> 'enterprise_type', '') <> 'use'
$$;

-- What each park that the caller may see has for a newcomer: square metres left, and left after the distances that
-- the rules ask of such a plant; its members; homes and targets inside its control line (NULL: no line is drawn).
CREATE OR REPLACE FUNCTION receiving_parks(newcomer bigint)
RETURNS TABLE (id bigint, name text, attributes jsonb, has_outline boolean, distance_m double precision,
               wanted_m2 double precision, free_m2 double precision, clear_m2 double precision, unsurveyed text,
               members bigint, inside_line bigint)
LANGUAGE sql STABLE AS $$
  SELECT park.id, park.name, park.attributes, st_dimension(park.geom) = 2,
    st_distance(park.geom::geography, plant.geom::geography), nullif(st_area(plant.geom::geography), 0),
    st_area(free.geom::geography), st_area(coalesce(st_difference(free.geom, near.geom), free.geom)::geography),
    asked.unsurveyed, taken.members, line.inside
  FROM site AS plant JOIN site AS park ON park.kind = 'chemical_park' AND NOT park.retired
  CROSS JOIN LATERAL (SELECT count(*) AS members, st_union(m.geom) AS geom FROM site AS m
    WHERE m.kind = 'chemical_plant' AND NOT m.retired AND m.id <> plant.id AND m.geom && park.geom
      AND st_intersects(m.geom, park.geom)) AS taken
  CROSS JOIN LATERAL (SELECT coalesce(st_difference(park.geom, taken.geom), park.geom) AS geom) AS free
  CROSS JOIN LATERAL (  -- within the distances of the rules that speak of such a plant
    SELECT st_union(ring(t.geom, r.required_m)) AS geom
    FROM gap_place AS own JOIN gap_rule AS r ON r.source = own.place AND r.required_m IS NOT NULL
    JOIN gap_place AS p ON p.place = r.target
    JOIN site AS t ON t.kind = p.kind AND t.geom && reach_box(park.geom, r.required_m) AND NOT t.retired
    WHERE own.kind = plant.kind AND is_among(plant.attributes, plant.residents, own) IS NOT FALSE
      AND is_among(t.attributes, t.residents, p) IS NOT FALSE) AS near
  CROSS JOIN LATERAL (
    SELECT string_agg(DISTINCT l.title, '、') AS unsurveyed
    FROM gap_place AS own JOIN gap_rule AS r ON r.source = own.place AND r.required_m IS NOT NULL
    JOIN gap_place AS p ON p.place = r.target JOIN gap_layer AS l ON l.kind = p.kind AND l.surveyed_m IS NOT NULL
    WHERE own.kind = plant.kind AND is_among(plant.attributes, plant.residents, own) IS NOT FALSE
      AND NOT EXISTS (SELECT FROM site AS t WHERE t.kind = l.kind AND t.geom && reach_box(park.geom, l.surveyed_m)
                      AND NOT t.retired)) AS asked
  CROSS JOIN LATERAL (
    SELECT CASE WHEN count(z.id) > 0 THEN count(DISTINCT t.id) END AS inside
    FROM zone AS z LEFT JOIN site AS t ON t.kind IN ('settlement', 'protected_target') AND NOT t.retired
      AND t.geom && z.geom AND st_intersects(t.geom, z.geom)
    WHERE z.kind = 'park_line' AND z.site_id = park.id) AS line
  WHERE plant.id = newcomer
$$;
