-- The ledger of gaps follows its sites, in the same transaction. Only rows that say something else are written anew.
DROP FUNCTION IF EXISTS keep_gaps(bigint[]);
CREATE OR REPLACE FUNCTION keep_gaps(ids bigint[], all_of_them boolean DEFAULT false) RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  WITH found AS MATERIALIZED (
    SELECT source_id, target_id, rule, verdict, measured_m, why, NULL::jsonb AS missing FROM gap_pairs(ids, all_of_them)
    UNION ALL SELECT source_id, target_id, rule, verdict, measured_m, why, NULL FROM risk_gaps(ids)
    UNION ALL SELECT source_id, 0, rule, 'unchecked', NULL, why, missing FROM unsurveyed_gaps(ids)
  ), gone AS (
    DELETE FROM gap USING (
      SELECT gap.id FROM unnest(ids) AS wanted (id) JOIN gap ON gap.source_id = wanted.id
      UNION SELECT gap.id FROM unnest(ids) AS wanted (id) JOIN gap ON gap.target_id = wanted.id AND gap.target_id > 0
    ) AS old WHERE gap.id = old.id AND NOT EXISTS (SELECT FROM found
      WHERE found.source_id = gap.source_id AND found.target_id = gap.target_id AND found.rule = gap.rule)
  )
  INSERT INTO gap (kind, name, division, demo, attributes, geom, source_id, target_id, target_division, rule, verdict,
                   required_m, measured_m, shortfall_m, direction, people, why)
  SELECT CASE verdict WHEN 'short' THEN 'gap' ELSE 'gap_' || verdict END, s.name, s.division, s.demo,
    jsonb_strip_nulls(jsonb_build_object('rule_title', r.title, 'rule_title_en', r.title_en, 'effect', r.effect, 'clause', r.clause,
      'confidence', r.confidence, 'measured_from', r.measured_from, 'source_layer', s.kind, 'target_layer', t.kind,
      'limit_per_year', r.limit_per_year, 'missing', missing, 'why_en', told(p.en, found.why))),
    coalesce(line.geom, st_pointonsurface(s.geom)), source_id, target_id, t.division, rule, verdict, r.required_m, measured_m,
    CASE WHEN verdict = 'short' THEN r.required_m - measured_m END,
    wind_of(st_azimuth(st_startpoint(line.geom)::geography, st_endpoint(line.geom)::geography)),
    CASE WHEN verdict = 'short' AND t.kind = 'settlement'
           THEN ceil(t.residents * coalesce(share_within(t.geom, s.geom, r.required_m), 1) - 1e-6)
         WHEN verdict = 'short' AND jsonb_typeof(t.attributes -> 'people') = 'number'
           THEN (t.attributes ->> 'people')::numeric END,
    coalesce(told(p.zh, found.why), '')
  FROM found LEFT JOIN gap_phrase AS p ON p.phrase = found.why ->> 'phrase' JOIN gap_rule AS r USING (rule) JOIN site AS s ON s.id = source_id LEFT JOIN site AS t ON t.id = target_id
  LEFT JOIN LATERAL (SELECT connection_of(s.geom, t.geom, measured_m) AS geom OFFSET 0) AS line ON t.id IS NOT NULL
  ON CONFLICT (source_id, rule, target_id) DO UPDATE SET
    kind = excluded.kind, name = excluded.name, division = excluded.division, demo = excluded.demo,
    attributes = excluded.attributes, geom = excluded.geom, target_division = excluded.target_division,
    verdict = excluded.verdict,
    required_m = excluded.required_m, measured_m = excluded.measured_m, shortfall_m = excluded.shortfall_m,
    direction = excluded.direction, people = excluded.people, why = excluded.why
  WHERE (gap.name, gap.division, gap.target_division, gap.demo, gap.attributes, gap.verdict, gap.measured_m, gap.people,
         gap.why)
      IS DISTINCT FROM (excluded.name, excluded.division, excluded.target_division, excluded.demo, excluded.attributes,
                        excluded.verdict, excluded.measured_m, excluded.people, excluded.why)
    OR NOT st_orderingequals(gap.geom, excluded.geom)
$$;

-- The whole ledger anew; the number of its rows.
CREATE OR REPLACE FUNCTION keep_all_gaps() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM gap WHERE rule NOT IN (SELECT rule FROM gap_rule);
  PERFORM keep_gaps(coalesce(array_agg(site.id), '{}'), true) FROM site
  WHERE kind IN (SELECT kind FROM gap_place) AND EXISTS (SELECT FROM gap_place AS p
    WHERE p.kind = site.kind AND is_among(site.attributes, site.residents, p) IS NOT FALSE);
  RETURN (SELECT count(*) FROM gap);
END $$;

-- Sources whose answer may change though they did not: a layer around them is no longer, or again, without any site;
-- a target moved into or out of a risk contour; what is nearest to a source whose facts are missing came or went.
-- Nobody has counted a table that this very statement fills: left to itself the planner reads it whole for every spot.
CREATE OR REPLACE FUNCTION gap_sources_beside(changed site[], gone site[]) RETURNS bigint[] LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = public, pg_temp SET enable_seqscan = off AS $$
  WITH box AS (  -- where sites of a layer came or went
    SELECT l.kind, reach_box(st_setsrid(st_extent(c.geom)::geometry, 4490), l.surveyed_m * 1.01) AS geom
    FROM unnest(changed || gone) AS c JOIN gap_layer AS l ON l.kind = c.kind AND l.surveyed_m IS NOT NULL
    GROUP BY l.kind, l.surveyed_m
  ), left_box AS (
    SELECT l.kind, reach_box(st_setsrid(st_extent(g.geom)::geometry, 4490), l.surveyed_m * 1.01) AS geom
    FROM unnest(gone) AS g JOIN gap_layer AS l ON l.kind = g.kind AND l.surveyed_m IS NOT NULL
    GROUP BY l.kind, l.surveyed_m
  ), lonely AS (
    SELECT array_agg(DISTINCT s.id) AS ids FROM left_box JOIN gap_place AS p ON p.kind = left_box.kind
    JOIN gap_rule AS r ON r.target = p.place JOIN gap_place AS own ON own.place = r.source
    JOIN site AS s ON s.kind = own.kind AND s.geom && left_box.geom
  ), spot AS (  -- what came, near ones together, so that a crowd is looked around once
    SELECT kind, st_setsrid(st_extent(geom)::geometry, 4490) AS geom
    FROM unnest(changed) AS c GROUP BY kind, st_snaptogrid(st_centroid(c.geom), 0.01)
  )
  SELECT array_agg(id) FROM (
    SELECT gap.source_id AS id FROM box JOIN gap_place AS p ON p.kind = box.kind
      JOIN gap_rule AS r ON r.target = p.place JOIN gap_place AS own ON own.place = r.source
      JOIN site AS s ON s.kind = own.kind AND s.geom && box.geom  -- whose outline is near, however far its middle
      JOIN gap ON gap.source_id = s.id AND gap.rule = r.rule AND gap.kind = 'gap_unchecked'
        AND gap.attributes -> 'missing' ? box.kind
    UNION SELECT source_id FROM lonely CROSS JOIN unsurveyed_gaps(lonely.ids)
    UNION SELECT zone.site_id FROM unnest(changed) AS c JOIN zone ON zone.kind = 'risk_contour' AND zone.geom && c.geom
    UNION SELECT gap.source_id FROM unnest(changed || gone) AS c JOIN gap ON gap.target_id = c.id AND gap.target_id > 0
      JOIN gap_rule USING (rule) WHERE limit_per_year IS NOT NULL
    UNION SELECT gap.source_id FROM unnest(changed || gone) AS c JOIN gap ON gap.target_id = c.id AND gap.target_id > 0
      JOIN gap_rule USING (rule) JOIN gap_place AS own ON own.place = gap_rule.source
      JOIN site AS s ON s.id = gap.source_id AND s.kind = own.kind
      WHERE gap.verdict = 'unchecked' AND is_among(s.attributes, s.residents, own) IS NULL
    UNION SELECT s.id FROM spot JOIN gap_place AS p ON p.kind = spot.kind
      JOIN gap_rule AS r ON r.target = p.place AND r.required_m IS NOT NULL JOIN gap_place AS own ON own.place = r.source
      CROSS JOIN LATERAL (
        SELECT * FROM site WHERE kind = own.kind AND geom && reach_box(spot.geom, r.required_m) AND NOT retired OFFSET 0
      ) AS s
      LEFT JOIN gap ON gap.source_id = s.id AND gap.rule = r.rule
      WHERE is_among(s.attributes, s.residents, own) IS NULL
        AND (gap.id IS NULL OR gap.measured_m > st_distance(s.geom::geography, spot.geom::geography))
  ) AS beside
$$;

CREATE OR REPLACE FUNCTION follow_gaps() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
  changed site[];
  gone site[] := '{}';
  ids bigint[];
BEGIN
  IF TG_OP = 'INSERT' THEN
    SELECT array_agg(n) INTO changed FROM new_rows AS n WHERE EXISTS (SELECT FROM gap_place AS p
      WHERE p.kind = n.kind AND is_among(n.attributes, n.residents, p) IS NOT FALSE);
  ELSE
    SELECT array_agg(n), array_agg(o) FILTER (WHERE n.retired OR NOT st_orderingequals(n.geom, o.geom)) INTO changed, gone
    FROM new_rows AS n JOIN old_rows AS o USING (id)
    WHERE n.kind IN (SELECT kind FROM gap_place) AND
      (NOT st_orderingequals(n.geom, o.geom) OR (n.retired, n.name, n.division, n.residents, n.attributes)
                           IS DISTINCT FROM (o.retired, o.name, o.division, o.residents, o.attributes));
  END IF;
  IF changed IS NOT NULL THEN
    SELECT array_agg(id) INTO ids FROM unnest(changed);
    PERFORM keep_gaps(ids || gap_sources_beside(changed, coalesce(gone, '{}')));
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER gaps_inserted AFTER INSERT ON site REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION follow_gaps();
CREATE OR REPLACE TRIGGER gaps_updated AFTER UPDATE ON site REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION follow_gaps();

CREATE OR REPLACE FUNCTION follow_contours() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
  ids bigint[];
BEGIN
  SELECT array_agg(DISTINCT site_id) INTO ids FROM changed WHERE kind = 'risk_contour';
  IF ids IS NOT NULL THEN
    PERFORM keep_gaps(ids);
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER gaps_inserted AFTER INSERT ON zone REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION follow_contours();
CREATE OR REPLACE TRIGGER gaps_updated AFTER UPDATE ON zone REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION follow_contours();
CREATE OR REPLACE TRIGGER gaps_deleted AFTER DELETE ON zone REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION follow_contours();
