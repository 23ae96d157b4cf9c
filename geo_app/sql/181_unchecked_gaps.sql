-- What cannot be measured: targets that nobody has entered, and risk contours that nobody has drawn.

-- Rules whose targets nobody has surveyed around a source: not kept, but unchecked.
DROP FUNCTION IF EXISTS unsurveyed_gaps(bigint[]);
CREATE OR REPLACE FUNCTION unsurveyed_gaps(ids bigint[])
RETURNS TABLE (source_id bigint, rule text, why jsonb, missing jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH source AS MATERIALIZED (
    SELECT DISTINCT s.id, s.geom, r.rule, p.kind
    FROM unnest(ids) AS wanted (id) JOIN site AS s USING (id) JOIN gap_place AS own ON own.kind = s.kind
    JOIN gap_rule AS r ON r.source = own.place JOIN gap_place AS p ON p.place = r.target
    WHERE NOT s.retired AND r.required_m IS NOT NULL AND is_among(s.attributes, s.residents, own)
  )
  SELECT source.id, source.rule,
    jsonb_build_object('phrase', 'gap_unsurveyed', 'places', string_agg(told(p.zh, l.said), '、' ORDER BY l.title),
      'places_en', string_agg(told(p.en, l.said), ', ' ORDER BY l.title)),
    jsonb_agg(l.kind ORDER BY l.kind)
  FROM source JOIN gap_phrase AS p ON p.phrase = 'gap_nothing_near'
  JOIN (SELECT *, jsonb_build_object('km', surveyed_m / 1000, 'layer', title, 'layer_en', title_en) AS said FROM gap_layer) AS l ON l.kind = source.kind AND l.surveyed_m IS NOT NULL
  WHERE NOT EXISTS (SELECT FROM site WHERE site.kind = l.kind AND site.geom && reach_box(source.geom, l.surveyed_m)
                    AND NOT site.retired AND site.id <> source.id)
  GROUP BY 1, 2
$$;

-- The individual risk at targets, from the imported contours of a plant. Inside a contour the risk is above its level.
DROP FUNCTION IF EXISTS risk_gaps(bigint[]);
CREATE OR REPLACE FUNCTION risk_gaps(ids bigint[])
RETURNS TABLE (source_id bigint, target_id bigint, rule text, verdict text, measured_m double precision, why jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH source AS MATERIALIZED (
    SELECT DISTINCT s.id, s.geom, r.rule, r.target, r.limit_per_year
    FROM unnest(ids) AS wanted (id) JOIN site AS s USING (id) JOIN gap_place AS own ON own.kind = s.kind
    JOIN gap_rule AS r ON r.source = own.place AND r.limit_per_year IS NOT NULL
    WHERE NOT s.retired AND is_among(s.attributes, s.residents, own)
  ), contour AS MATERIALIZED (
    SELECT site_id, geom, (attributes ->> 'level')::double precision AS level FROM zone
    WHERE kind = 'risk_contour' AND site_id = ANY (ids)
  ), reached AS (
    SELECT source.id, t.id AS target_id, source.rule, source.limit_per_year, contour.level,
      is_among(t.attributes, t.residents, p) AS is_one, p.asks, p.asks_en, source.geom, t.geom AS target_geom
    FROM source JOIN contour ON contour.site_id = source.id JOIN gap_place AS p ON p.place = source.target
    JOIN site AS t ON t.kind = p.kind AND t.geom && contour.geom AND NOT t.retired AND t.id <> source.id
      AND st_intersects(t.geom, contour.geom)
  )
  SELECT id, target_id, rule,
    CASE WHEN max(level) < limit_per_year THEN 'kept' WHEN bool_or(is_one) THEN 'short' ELSE 'unchecked' END,
    round(st_distance(geom::geography, target_geom::geography)::numeric, 3)::double precision,
    CASE WHEN max(level) >= limit_per_year AND bool_or(is_one) IS NOT TRUE
           THEN jsonb_build_object('phrase', 'gap_unclassed', 'asks', min(asks), 'asks_en', min(asks_en))
         ELSE jsonb_build_object('phrase', 'gap_inside', 'level', max(level)::text, 'limit', limit_per_year::text) END
  FROM reached WHERE is_one IS NOT FALSE GROUP BY id, target_id, rule, limit_per_year, geom, target_geom
  UNION ALL
  SELECT id, 0, rule, 'unchecked', NULL, jsonb_build_object('limit', limit_per_year::text, 'phrase',
    CASE WHEN EXISTS (SELECT FROM contour WHERE site_id = id) THEN 'gap_no_line' ELSE 'gap_no_contours' END)
  FROM source WHERE NOT EXISTS (SELECT FROM contour WHERE site_id = id AND level <= limit_per_year)
    AND (limit_per_year = (SELECT min(gap_rule.limit_per_year) FROM gap_rule)
         OR EXISTS (SELECT FROM contour WHERE site_id = id))
$$;
