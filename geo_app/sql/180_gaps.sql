-- Which sites a rule speaks of, and how the distances between them are measured. A place (table gap_place) is a set
-- of sites; three-valued as SQL is: where a field that decides is empty, the answer is NULL, not false.
CREATE OR REPLACE FUNCTION is_among(attributes jsonb, residents int, p gap_place) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (p.field_1 IS NULL OR attributes ->> p.field_1 ~ p.pattern_1)
    AND (p.field_2 IS NULL OR attributes ->> p.field_2 ~ p.pattern_2)
    AND (p.field_3 IS NULL OR attributes ->> p.field_3 ~ p.pattern_3)
    AND (p.number_field IS NULL OR p.allowed @> CASE
      WHEN p.number_field = 'residents' THEN residents::numeric
      WHEN jsonb_typeof(attributes -> p.number_field) = 'number' THEN (attributes ->> p.number_field)::numeric END)
$$;

-- A box in degrees that holds all within `metres` of a place, a little too large.
CREATE OR REPLACE FUNCTION reach_box(geom geometry, metres double precision) RETURNS geometry
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT st_expand(st_envelope(geom),
    metres * 1.01 / (111100 * cos(radians(least(greatest(abs(st_ymin(geom)), abs(st_ymax(geom))), 80)))),
    metres * 1.01 / 110500)
$$;

-- The wind of an azimuth, of sixteen: 东偏北 for 67.5 degrees.
CREATE OR REPLACE FUNCTION wind_of(azimuth double precision) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (ARRAY['北', '北偏东', '东北', '东偏北', '东', '东偏南', '东南', '南偏东',
    '南', '南偏西', '西南', '西偏南', '西', '西偏北', '西北', '北偏西'])
    [1 + round(degrees(azimuth) / 22.5)::int % 16]
$$;

-- The shortest connection of two places, found in the local 3-degree plane; between two that touch, from middle to
-- middle.
CREATE OR REPLACE FUNCTION connection_of(a geometry, b geometry, metres double precision) RETURNS geometry
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN metres > 0.01 THEN st_transform(st_shortestline(st_transform(a, srid), st_transform(b, srid)), 4490)
    ELSE st_makeline(st_pointonsurface(a), st_pointonsurface(b)) END
  FROM (SELECT zone_srid(st_x(st_centroid(a))) AS srid) AS plane
$$;

-- Where two places are nearest, to be seen on the map: their shortest connection, or a point that both share.
CREATE OR REPLACE FUNCTION meeting_of(a geometry, b geometry, metres double precision) RETURNS geometry
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN metres > 0.01 THEN connection_of(a, b, metres)
    ELSE coalesce(nullif(st_pointonsurface(st_intersection(a, b)), 'POINT EMPTY'), st_closestpoint(a, b)) END
$$;

-- Which part of an area lies within `metres` of a place; 1 where it has no area.
CREATE OR REPLACE FUNCTION share_within(area geometry, place geometry, metres double precision)
RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN st_dimension(area) < 2 THEN 1
    ELSE st_area(st_intersection(area, ring(place, metres))) / nullif(st_area(area), 0) END
$$;

-- A sentence of table gap_phrase with its values: "{asks} not entered" and {"asks": "height"} are "height not entered".
CREATE OR REPLACE FUNCTION told(sentence text, said jsonb) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  one record;
BEGIN
  FOR one IN SELECT key, value FROM jsonb_each_text(said) LOOP
    sentence := replace(sentence, '{' || one.key || '}', one.value);
  END LOOP;
  RETURN sentence;
END $$;

-- Sources of which nobody knows whether a rule speaks of them, with the nearest target that would then be too near: said
-- once for each source and rule, for one fact is missing, however many stand around. The nearest eight by degrees are
-- measured; all in reach only where none of eight is too near (degrees are not metres).
DROP FUNCTION IF EXISTS nearest_short(bigint, geometry, text, gap_rule, int);
DROP FUNCTION IF EXISTS undecided_gaps(bigint[]);
CREATE OR REPLACE FUNCTION undecided_gaps(ids bigint[])
RETURNS TABLE (source_id bigint, target_id bigint, rule text, why jsonb, measured_m double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH source AS MATERIALIZED (
    SELECT s.id, r.rule, jsonb_build_object('phrase', 'gap_undecided',
      'asks', string_agg(DISTINCT own.asks, '、'), 'asks_en', string_agg(DISTINCT own.asks_en, ', ')) AS why
    FROM unnest(ids) AS wanted (id) JOIN site AS s USING (id) JOIN gap_place AS own ON own.kind = s.kind
    JOIN gap_rule AS r ON r.source = own.place AND r.required_m IS NOT NULL
    WHERE NOT s.retired AND is_among(s.attributes, s.residents, own) IS NOT FALSE
    GROUP BY s.id, r.rule HAVING bool_or(is_among(s.attributes, s.residents, own)) IS NULL
  ), neighbourly AS MATERIALIZED (  -- layers of which anything at all stands within the farthest of its distances
    SELECT s.id, s.geom, asked.kind, asked.rules FROM (
      SELECT s.id, p.kind, max(r.required_m) AS reach_m, jsonb_object_agg(rule, s.why) AS rules
      FROM source AS s JOIN gap_rule AS r USING (rule) JOIN gap_place AS p ON p.place = r.target GROUP BY 1, 2) AS asked
    JOIN site AS s USING (id) CROSS JOIN LATERAL (
      SELECT FROM site WHERE kind = asked.kind AND geom && reach_box(s.geom, asked.reach_m) AND id <> s.id LIMIT 1) AS any_one
  ), near AS MATERIALIZED (
    SELECT s.id, s.geom, r.rule, asked.why, t.id AS target_id, t.n,
      round(st_distance(t.geom::geography, s.geom::geography)::numeric, 3)::double precision AS metres
    FROM neighbourly AS s CROSS JOIN LATERAL jsonb_each(s.rules) AS asked (rule, why) JOIN gap_rule AS r USING (rule)
    JOIN gap_place AS p ON p.place = r.target AND p.kind = s.kind
    CROSS JOIN LATERAL (SELECT id, geom, row_number() OVER () AS n FROM (
      SELECT id, geom FROM site
      WHERE kind = p.kind AND geom && reach_box(s.geom, r.required_m) AND NOT retired AND id <> s.id
        AND is_among(attributes, residents, p) IS NOT FALSE
      ORDER BY geom <-> s.geom LIMIT 8) AS eight) AS t
  ), crowded AS MATERIALIZED (
    SELECT s.id, s.geom, s.rule, s.why FROM near AS s JOIN gap_rule AS r USING (rule)
    GROUP BY 1, 2, 3, 4 HAVING max(n) = 8 AND bool_and(metres > r.required_m)
  ), measured AS (
    SELECT id, rule, why, target_id, metres FROM near
    UNION ALL
    SELECT s.id, s.rule, s.why, t.id, round(st_distance(t.geom::geography, s.geom::geography)::numeric, 3)::double precision
    FROM crowded AS s JOIN gap_rule AS r USING (rule) JOIN gap_place AS p ON p.place = r.target
    CROSS JOIN LATERAL (
      SELECT id, geom FROM site WHERE kind = p.kind AND geom && reach_box(s.geom, r.required_m) AND NOT retired
        AND id <> s.id AND is_among(attributes, residents, p) IS NOT FALSE OFFSET 0) AS t
  )
  SELECT DISTINCT ON (id, rule) id, target_id, rule, why, metres FROM measured JOIN gap_rule AS r USING (rule)
  WHERE metres < r.required_m OR (r.more_than AND metres = r.required_m) ORDER BY id, rule, metres, target_id
$$;

-- Every pair of a source and a target of a rule in its reach, one of them among `ids`, with the answer.
-- `measured_m` to the millimetre, edge to edge on the ellipsoid. `sources_only`: each pair is found from its source
-- alone, half the work where all sites are among `ids`. `why` is a phrase with its values, null where all is said.
DROP FUNCTION IF EXISTS gap_pairs(bigint[]);
DROP FUNCTION IF EXISTS gap_pairs(bigint[], boolean);
CREATE OR REPLACE FUNCTION gap_pairs(ids bigint[], sources_only boolean DEFAULT false)
RETURNS TABLE (source_id bigint, target_id bigint, rule text, verdict text, measured_m double precision, why jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH role AS MATERIALIZED (
    SELECT s.id, s.geom, p.place, p.asks, p.asks_en, is_among(s.attributes, s.residents, p) AS is_one,
      st_snaptogrid(st_centroid(s.geom), 0.01) AS cell
    FROM unnest(ids) AS wanted (id) JOIN site AS s USING (id) JOIN gap_place AS p ON p.kind = s.kind
    WHERE NOT s.retired AND is_among(s.attributes, s.residents, p) IS NOT FALSE
  ), crowd AS (  -- targets that stand together, so that the sources around them are looked for once
    SELECT place, cell, st_setsrid(st_extent(geom)::geometry, 4490) AS geom FROM role WHERE NOT sources_only GROUP BY 1, 2
  ), source AS MATERIALIZED (
    SELECT crowd.place, crowd.cell, r.rule, s.id, reach_box(s.geom, r.reach_m) AS reach
    FROM crowd JOIN gap_rule AS r ON r.target = crowd.place AND r.required_m IS NOT NULL
    JOIN gap_place AS p ON p.place = r.source
    CROSS JOIN LATERAL (
      SELECT id, geom, is_among(attributes, residents, p) AS is_one FROM site
      WHERE kind = p.kind AND geom && reach_box(crowd.geom, r.reach_m) AND NOT retired OFFSET 0) AS s
    WHERE s.is_one
  ), near AS MATERIALIZED (
    SELECT s.id AS source_id, t.id AS target_id, r.rule, coalesce(t.is_one, false) AS is_known, p.asks, p.asks_en
    FROM role AS s JOIN gap_rule AS r ON r.source = s.place AND r.required_m IS NOT NULL
    JOIN gap_place AS p ON p.place = r.target
    CROSS JOIN LATERAL (
      SELECT id, is_among(attributes, residents, p) AS is_one FROM site
      WHERE kind = p.kind AND geom && reach_box(s.geom, r.reach_m) AND NOT retired AND id <> s.id OFFSET 0) AS t
    WHERE s.is_one AND t.is_one IS NOT FALSE
    UNION ALL
    SELECT s.id, t.id, s.rule, coalesce(t.is_one, false), t.asks, t.asks_en
    FROM source AS s JOIN role AS t USING (place, cell) WHERE t.geom && s.reach AND t.id <> s.id
  ), pair AS MATERIALIZED (
    SELECT source_id, target_id, rule, bool_or(is_known) AS is_known, min(asks) AS asks,
      min(asks_en) AS asks_en FROM near GROUP BY 1, 2, 3
  ), measured AS MATERIALIZED (
    SELECT pair.*, r.required_m, r.more_than,
      round(st_distance(s.geom::geography, t.geom::geography)::numeric, 3)::double precision AS metres,
      CASE WHEN st_dimension(s.geom) = 0 THEN ls.half_extent_m ELSE 0 END
        + CASE WHEN st_dimension(t.geom) = 0 THEN lt.half_extent_m ELSE 0 END AS doubt
    FROM pair JOIN gap_rule AS r USING (rule)
    JOIN site AS s ON s.id = pair.source_id JOIN gap_layer AS ls ON ls.kind = s.kind
    JOIN site AS t ON t.id = pair.target_id JOIN gap_layer AS lt ON lt.kind = t.kind
  ), judged AS (
    SELECT *, metres < required_m OR (more_than AND metres = required_m) AS is_short FROM measured
  )
  SELECT source_id, target_id, rule,
    CASE WHEN is_short AND is_known THEN 'short'
         WHEN is_short OR metres - doubt < required_m THEN 'unchecked' ELSE 'kept' END,
    metres,
    CASE WHEN is_short AND NOT is_known THEN jsonb_build_object('phrase', 'gap_untold', 'asks', asks, 'asks_en', asks_en)
         WHEN NOT is_short AND metres - doubt < required_m THEN
           jsonb_build_object('phrase', 'gap_doubtful', 'spare_m', round((metres - required_m)::numeric, 1), 'doubt_m', doubt)
    END
  FROM judged
  WHERE is_short OR (is_known AND metres - doubt < required_m) OR (is_known AND metres <= required_m * 1.5 + doubt)
  UNION ALL
  SELECT source_id, target_id, rule, 'unchecked', measured_m, why FROM undecided_gaps(ids)
$$;
