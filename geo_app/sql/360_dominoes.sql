-- Which hazard reaches which: rings, drawn zones and distances that are too short, each between two sites that the
-- caller may see. A unit inside a plant and the plant are one, and no pair.
CREATE OR REPLACE FUNCTION domino_reaches(kinds text[], low bigint, high bigint)
RETURNS TABLE (from_id bigint, to_id bigint, by_what text, name text, metres double precision)
LANGUAGE sql STABLE AS $$
  WITH reach AS (
    SELECT DISTINCT ON (b.site_id, t.id) b.site_id, t.id, 'ring' AS by_what, b.metres || ' 米环带' AS name, b.metres
    FROM buffer_as_of AS b JOIN site_as_of AS t ON t.kind = ANY (kinds) AND t.id <> b.site_id AND NOT t.retired
      AND t.geom && b.geom AND st_intersects(t.geom, b.geom)
    ORDER BY b.site_id, t.id, b.metres
  ), drawn AS (
    SELECT z.site_id, t.id, 'zone', z.name, z.reach_m
    FROM zone_as_of AS z JOIN site_as_of AS t ON t.kind = ANY (kinds) AND t.id <> z.site_id AND NOT t.retired
      AND t.geom && z.geom AND st_intersects(t.geom, z.geom)
    WHERE z.kind IN ('scenario_zone', 'site_ring', 'risk_contour')
  ), short AS (
    SELECT g.source_id, g.target_id, 'gap', g.attributes ->> 'rule_title', g.required_m
    FROM gap_as_of AS g JOIN site_as_of AS t ON t.id = g.target_id AND t.kind = ANY (kinds)
    WHERE g.verdict = 'short' AND g.target_id > 0
  )
  SELECT every.site_id, every.id, every.by_what, every.name, every.metres
  FROM (SELECT * FROM reach UNION ALL SELECT * FROM drawn UNION ALL SELECT * FROM short) AS every
  JOIN site_as_of AS a ON a.id = every.site_id AND a.kind = ANY (kinds) AND NOT a.retired
  JOIN site_as_of AS b ON b.id = every.id
  WHERE (a.division BETWEEN low AND high OR b.division BETWEEN low AND high)
    AND NOT st_coveredby(b.geom, a.geom) AND NOT st_coveredby(a.geom, b.geom)
$$;
