-- A row that is already on the map, merged field by field: what the ledger says (theirs), what stands on the map (ours)
-- and what the last ledger said (base). What only one side changed is taken from there; where both did, a person
-- decides, and until then ours stands.

-- The fields of a site or a staged row as one object, without what is empty.
CREATE OR REPLACE FUNCTION fields_of(
  name text, code text, credit_code text, address text, control_level text, unit text, person text, telephone text,
  measures text, remark text, residents int, attributes jsonb
) RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT attributes || jsonb_strip_nulls(jsonb_build_object(
    'name', name, 'code', code, 'credit_code', credit_code, 'address', address, 'control_level', control_level,
    'unit', unit, 'person', person, 'telephone', telephone, 'measures', measures, 'remark', remark,
    'residents', residents))
$$;

-- The fields of a site as the last import left them; null where none touched it.
CREATE OR REPLACE FUNCTION last_imported(wanted bigint) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT version.fields FROM (
    SELECT lower(s.sys) AS since, s.reason, fields_of(s.name, s.code, s.credit_code, s.address, s.control_level,
      s.unit, s.person, s.telephone, s.measures, s.remark, s.residents, s.attributes) AS fields
    FROM site AS s WHERE s.id = wanted
    UNION ALL
    SELECT lower(h.sys), h.reason, fields_of(h.name, h.code, h.credit_code, h.address, h.control_level, h.unit,
      h.person, h.telephone, h.measures, h.remark, h.residents, h.attributes)
    FROM history.site AS h WHERE h.id = wanted) AS version
  WHERE version.reason LIKE '导入 %' OR version.reason LIKE '待核坐标选定%' ORDER BY version.since DESC LIMIT 1
$$;

-- The fields and the place of a site in one of its versions; no row where that is not known.
CREATE OR REPLACE FUNCTION site_in_version(wanted bigint, wanted_version int)
RETURNS TABLE (fields jsonb, geom geometry) LANGUAGE sql STABLE AS $$
  SELECT fields_of(s.name, s.code, s.credit_code, s.address, s.control_level, s.unit, s.person, s.telephone, s.measures,
    s.remark, s.residents, s.attributes), s.geom
  FROM site AS s WHERE s.id = wanted AND s.version = wanted_version
  UNION ALL
  (SELECT fields_of(h.name, h.code, h.credit_code, h.address, h.control_level, h.unit, h.person, h.telephone, h.measures,
    h.remark, h.residents, h.attributes), h.geom
  FROM history.site AS h WHERE h.id = wanted AND h.version = wanted_version ORDER BY lower(h.sys) DESC LIMIT 1)
  LIMIT 1
$$;

-- A row that came home where it left keeps the place that the map has now.
CREATE OR REPLACE FUNCTION keep_places() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE staged SET geom = NULL FROM (
    SELECT s.n FROM staged AS s CROSS JOIN LATERAL site_in_version(s.site_id, s.came_version) AS base
    WHERE s.fault IS NULL AND s.site_id = s.came_id AND same_place(s.geom, base.geom)) AS unmoved
  WHERE staged.n = unmoved.n;
END $$;

-- Rows of a table that came home and whose numbers need no reading: they stand where the record was when it left, on
-- its line or in its area, or belong to a line or an area, which two numbers cannot move.
CREATE OR REPLACE FUNCTION came_placed(layer text) RETURNS SETOF int LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY SELECT s.n FROM staged AS s
  JOIN site ON site.id = s.came_id AND site.kind = layer
  CROSS JOIN LATERAL site_in_version(s.came_id, s.came_version) AS base
  WHERE s.tabular AND (st_dimension(base.geom) > 0 OR st_dwithin(s.geom, base.geom, 1e-8));
END $$;

-- A line or an area stays as it is when a table names it: its two numbers are one point of it. The rows whose numbers
-- lie elsewhere.
CREATE OR REPLACE FUNCTION keep_outlines() RETURNS TABLE (sheet text, line int, name text) LANGUAGE plpgsql AS $$
BEGIN
  RETURN QUERY WITH outlined AS (
    SELECT s.n, s.sheet, s.line, s.name, st_dwithin(s.geom, site.geom, 1e-8) IS NOT TRUE AS elsewhere
    FROM staged AS s JOIN site ON site.id = s.site_id
    WHERE s.fault IS NULL AND s.tabular AND st_dimension(site.geom) > 0
  ), kept AS (
    UPDATE staged SET geom = NULL FROM outlined WHERE staged.n = outlined.n
  )
  SELECT o.sheet, o.line, o.name FROM outlined AS o WHERE o.elsewhere ORDER BY o.n;
END $$;

-- A place in words: longitude and latitude of the point, or of one on the line or in the area.
CREATE OR REPLACE FUNCTION told_place(place geometry) RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
  SELECT to_jsonb(round(st_x(at)::numeric, 6) || ', ' || round(st_y(at)::numeric, 6)) FROM st_pointonsurface(place) AS at
$$;

-- Whether a text that came home is the one that left, as the format could hold it: a question mark for a character that
-- its encoding lacks (GBK), cut where its cells end (254 bytes of a DBF).
CREATE OR REPLACE FUNCTION held_as(theirs jsonb, base jsonb) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT jsonb_typeof(theirs) = 'string' AND jsonb_typeof(base) = 'string'
    AND base #>> '{}' LIKE replace(regexp_replace(theirs #>> '{}', '([%_\\])', '\\\1', 'g'), '?', '_')
      || CASE WHEN length(theirs #>> '{}') >= 80 THEN '%' ELSE '' END
$$;

-- Every field in which the ledger and the map differ, with the side that is taken; `decided` is what a person chose:
-- {"<site>.<field>": "theirs"}.
CREATE OR REPLACE FUNCTION differences(decided jsonb) RETURNS TABLE (
  n int, site_id bigint, field text, base jsonb, ours jsonb, theirs jsonb, conflict boolean, taken text)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY
  WITH changed AS MATERIALIZED (
    SELECT s.n, s.site_id, s.came_version, their.key, mine.fields -> their.key AS ours, their.value AS theirs
    FROM staged AS s
    JOIN site ON site.id = s.site_id
    CROSS JOIN LATERAL fields_of(site.name, site.code, site.credit_code, site.address, site.control_level, site.unit,
      site.person, site.telephone, site.measures, site.remark, site.residents, site.attributes) AS mine (fields)
    CROSS JOIN LATERAL jsonb_each(fields_of(s.name, s.code, s.credit_code, s.address, s.control_level, s.unit,
      s.person, s.telephone, s.measures, s.remark, s.residents, s.attributes)) AS their
    WHERE s.fault IS NULL AND mine.fields -> their.key IS DISTINCT FROM their.value AND their.key <> 'written'
  ), before AS MATERIALIZED (
    SELECT one.site_id, coalesce(
      (SELECT version.fields FROM site_in_version(one.site_id, one.came_version) AS version),
      last_imported(one.site_id)) AS fields
    FROM (SELECT DISTINCT c.site_id, c.came_version FROM changed AS c) AS one
  ), judged AS (
    SELECT c.*, b.fields -> c.key AS base, b.fields IS NOT NULL AND b.fields -> c.key IS DISTINCT FROM c.ours AS moved,
      b.fields -> c.key = c.theirs OR c.came_version IS NOT NULL AND held_as(c.theirs, b.fields -> c.key) IS TRUE AS left_so
    FROM changed AS c JOIN before AS b ON b.site_id = c.site_id
  )
  SELECT j.n, j.site_id, j.key, j.base, j.ours, j.theirs, j.moved AND j.left_so IS NOT TRUE,
    coalesce(decided ->> (j.site_id || '.' || j.key), CASE WHEN j.moved OR j.left_so THEN 'ours' ELSE 'theirs' END)
  FROM judged AS j
  UNION ALL  -- emptied since it left: a proposal, whoever else changed it
  SELECT s.n, s.site_id, key, base.fields -> key, mine.fields -> key, NULL, true,
    coalesce(decided ->> (s.site_id || '.' || key), 'ours')
  FROM staged AS s JOIN site ON site.id = s.site_id
  CROSS JOIN LATERAL unnest(s.cleared) AS key
  CROSS JOIN LATERAL site_in_version(s.site_id, s.came_version) AS base
  CROSS JOIN LATERAL fields_of(site.name, site.code, site.credit_code, site.address, site.control_level, site.unit,
    site.person, site.telephone, site.measures, site.remark, site.residents, site.attributes) AS mine (fields)
  WHERE s.fault IS NULL AND s.site_id = s.came_id AND base.fields ? key AND mine.fields ? key
  UNION ALL  -- moved by both since it left: where each side has it
  SELECT s.n, s.site_id, 'geom', told_place(base.geom), told_place(site.geom), told_place(s.geom), true,
    coalesce(decided ->> (s.site_id || '.geom'), 'ours')
  FROM staged AS s JOIN site ON site.id = s.site_id
  CROSS JOIN LATERAL site_in_version(s.site_id, s.came_version) AS base
  WHERE s.fault IS NULL AND s.site_id = s.came_id AND s.geom IS NOT NULL
    AND st_asbinary(site.geom) <> st_asbinary(base.geom) AND NOT same_place(s.geom, site.geom);
END $$;

-- Leave out of the staged rows what ours keeps. An empty cell takes a value away only where a person agreed.
CREATE OR REPLACE FUNCTION keep_ours(decided jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE staged AS s SET cleared = coalesce(agreed.fields, '{}')
  FROM staged AS one LEFT JOIN (
    SELECT d.n, array_agg(d.field) AS fields FROM differences(decided) AS d
    WHERE d.taken = 'theirs' AND d.theirs IS NULL GROUP BY d.n) AS agreed ON agreed.n = one.n
  WHERE s.n = one.n AND s.cleared <> '{}';
  UPDATE staged AS s SET
    name = CASE WHEN 'name' = ANY (kept.fields) THEN site.name ELSE s.name END,
    code = CASE WHEN 'code' <> ALL (kept.fields) THEN s.code END,
    credit_code = CASE WHEN 'credit_code' <> ALL (kept.fields) THEN s.credit_code END,
    address = CASE WHEN 'address' <> ALL (kept.fields) THEN s.address END,
    control_level = CASE WHEN 'control_level' <> ALL (kept.fields) THEN s.control_level END,
    unit = CASE WHEN 'unit' <> ALL (kept.fields) THEN s.unit END,
    person = CASE WHEN 'person' <> ALL (kept.fields) THEN s.person END,
    telephone = CASE WHEN 'telephone' <> ALL (kept.fields) THEN s.telephone END,
    measures = CASE WHEN 'measures' <> ALL (kept.fields) THEN s.measures END,
    remark = CASE WHEN 'remark' <> ALL (kept.fields) THEN s.remark END,
    residents = CASE WHEN 'residents' <> ALL (kept.fields) THEN s.residents END,
    attributes = s.attributes - kept.fields,
    geom = CASE WHEN 'geom' <> ALL (kept.fields) THEN s.geom END
  FROM (SELECT d.n, array_agg(d.field) AS fields FROM differences(decided) AS d WHERE d.taken = 'ours' GROUP BY d.n)
    AS kept, site
  WHERE s.n = kept.n AND site.id = s.site_id;
END $$;
