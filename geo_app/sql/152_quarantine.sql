-- Rows whose place waits for a person: out of the stage into the quarantine, and back once a reading is chosen.

-- Doubtful rows belong to the division of their likeliest place; one outside the person's area is not theirs to keep.
CREATE OR REPLACE FUNCTION hold_doubtful() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE staged SET division = division_of(geom) WHERE fault = 'doubtful_place';
  UPDATE staged AS s SET fault = 'outside_scope',
    detail = coalesce((SELECT full_name FROM division WHERE id = s.division), '已知区划之外')
  WHERE fault = 'doubtful_place' AND NOT division <@ (SELECT actor_scope());
END $$;

-- The same row of a later file takes the place of the one that still waits.
CREATE OR REPLACE FUNCTION quarantine_staged(layer text, run bigint, origin text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO quarantine (run_id, kind, division, file_name, sheet, row, name, code, written, stated, record,
                          candidates, geom)
  SELECT run, layer, s.division, origin, s.sheet, s.line,
    s.name, coalesce(s.code, ''), s.written, coalesce(s.stated, '{}'),
    jsonb_strip_nulls(to_jsonb(s) - '{n,sheet,line,geom,place,fault,detail,detail_en,division,stated,site_id,fate,written,
      candidates,waiting_id}'::text[]),
    s.candidates, s.geom
  FROM staged AS s WHERE s.n IN (
    SELECT min(n) FROM staged WHERE fault = 'doubtful_place' GROUP BY staged.name, staged.code, staged.written)
  ORDER BY s.n
  ON CONFLICT (kind, name, code, written) WHERE state = 'waiting' DO UPDATE SET
    run_id = excluded.run_id, division = excluded.division, file_name = excluded.file_name, sheet = excluded.sheet,
    row = excluded.row, stated = excluded.stated, record = excluded.record, candidates = excluded.candidates,
    geom = excluded.geom;
END $$;

-- Rows that wait, as checked rows with the place of one of their readings; their number.
CREATE OR REPLACE FUNCTION stage_quarantined(ids bigint[], wanted text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  found bigint;
BEGIN
  INSERT INTO staged (n, sheet, line, name, code, credit_code, address, control_level, unit, person, telephone,
                      measures, remark, residents, attributes, geom, stated, tabular, waiting_id)
  SELECT row_number() OVER (ORDER BY q.id), q.sheet, q.row, r.name, r.code, r.credit_code, r.address,
    r.control_level, r.unit, r.person, r.telephone, r.measures, r.remark, r.residents,
    coalesce(r.attributes, '{}') || jsonb_build_object('written', (c.one ->> 'title') || ' ' || q.written),
    st_setsrid(st_point((c.one ->> 'lon')::float8, (c.one ->> 'lat')::float8), 4490), q.stated, true, q.id
  FROM quarantine AS q
  CROSS JOIN LATERAL jsonb_populate_record(NULL::staged, q.record) AS r
  CROSS JOIN LATERAL jsonb_array_elements(q.candidates) AS c (one)
  WHERE q.id = ANY (ids) AND q.state = 'waiting' AND c.one ->> 'reading' = wanted;
  GET DIAGNOSTICS found = ROW_COUNT;
  RETURN found;
END $$;

-- What was placed waits no longer; what could not be written goes on waiting.
CREATE OR REPLACE FUNCTION settle_quarantined(wanted text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
  settled bigint;
BEGIN
  UPDATE quarantine AS q SET state = 'placed', chosen = wanted, geom = s.geom, division = s.division
  FROM staged AS s WHERE q.id = s.waiting_id AND s.fault IS NULL;
  GET DIAGNOSTICS settled = ROW_COUNT;
  RETURN settled;
END $$;
