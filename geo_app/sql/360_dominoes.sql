-- Pairs of hazards of which one reaches the other by a ring, a drawn zone or a distance that is too short, the nearest
-- first. At least one end the caller may see and lies between `low` and `high`; of the other, beyond one's own divisions,
-- only name and kind are told (no number, no colour). A unit inside a plant and the plant are one, and no pair.
DROP FUNCTION IF EXISTS domino_reaches(text[], bigint, bigint);
CREATE OR REPLACE FUNCTION domino_pairs(kinds text[], low bigint, high bigint, most int)
RETURNS TABLE (ends jsonb, reaches jsonb, metres double precision, geojson text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH hazard AS MATERIALIZED (
    SELECT id, name, kind, colour, geom, division <@ actor_scope() AND kind = ANY (readable_kinds()) AS seen,
      division BETWEEN low AND high AS here
    FROM site_as_of WHERE kind = ANY (kinds) AND NOT retired
  ), ring AS (
    SELECT DISTINCT ON (b.site_id, t.id) b.site_id, t.id, 'ring' AS by_what, NULL AS name, b.metres,
      b.kind AS of_layer, NULL AS clause, NULL AS confidence
    FROM buffer_as_of AS b JOIN site_as_of AS t ON t.kind = ANY (kinds) AND t.id <> b.site_id AND NOT t.retired
      AND t.geom && b.geom AND st_intersects(t.geom, b.geom)
    WHERE b.kind = ANY (readable_kinds()) ORDER BY b.site_id, t.id, b.metres
  ), drawn AS (
    SELECT z.site_id, t.id, 'zone', z.name, z.reach_m, z.kind,
      coalesce(z.attributes ->> 'clause', z.attributes ->> 'basis'),
      coalesce(z.attributes ->> 'threshold_confidence', z.attributes ->> 'confidence')
    FROM zone_as_of AS z JOIN site_as_of AS t ON t.kind = ANY (kinds) AND t.id <> z.site_id AND NOT t.retired
      AND t.geom && z.geom AND st_intersects(t.geom, z.geom)
    WHERE z.kind IN ('scenario_zone', 'site_ring', 'risk_contour') AND z.kind = ANY (readable_kinds())
  ), short AS (
    SELECT g.source_id, g.target_id, 'gap', g.attributes ->> 'rule_title', g.required_m, g.kind,
      g.attributes ->> 'clause', g.attributes ->> 'confidence'
    FROM gap_as_of AS g WHERE g.verdict = 'short' AND g.target_id > 0 AND g.kind = ANY (readable_kinds())
  ), pair AS (
    SELECT least(site_id, id) AS one, greatest(site_id, id) AS other, jsonb_agg(jsonb_build_object('of', site_id,
      'by', by_what, 'name', name, 'metres', metres, 'layer', of_layer, 'clause', clause, 'confidence', confidence)) AS reaches
    FROM (SELECT * FROM ring UNION ALL SELECT * FROM drawn UNION ALL SELECT * FROM short) AS every GROUP BY 1, 2
  )
  SELECT jsonb_build_array(
      jsonb_build_object('key', one, 'id', CASE WHEN a.seen THEN one END, 'name', a.name, 'layer', a.kind,
        'colour', CASE WHEN a.seen THEN a.colour END),
      jsonb_build_object('key', other, 'id', CASE WHEN b.seen THEN other END, 'name', b.name, 'layer', b.kind,
        'colour', CASE WHEN b.seen THEN b.colour END)), reaches, round(measured.metres::numeric, 2),
    st_asgeojson(meeting_of(a.geom, b.geom, measured.metres), 7, 0)
  FROM pair JOIN hazard AS a ON a.id = one JOIN hazard AS b ON b.id = other
  CROSS JOIN LATERAL (SELECT st_distance(a.geom::geography, b.geom::geography) AS metres OFFSET 0) AS measured
  WHERE (a.seen AND a.here OR b.seen AND b.here) AND NOT st_coveredby(b.geom, a.geom) AND NOT st_coveredby(a.geom, b.geom)
  ORDER BY measured.metres, one, other LIMIT most
$$;
