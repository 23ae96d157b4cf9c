-- A ledger on its way in: checked rows stand in a temporary table `staged` until they are matched with the sites
-- that exist, judged, and written, all in one transaction.

CREATE OR REPLACE FUNCTION open_stage() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  DROP TABLE IF EXISTS pg_temp.staged;
  CREATE TEMPORARY TABLE staged (
    n int PRIMARY KEY, sheet text NOT NULL, line int NOT NULL,
    name text, code text, credit_code text, address text, control_level text, unit text, person text,
    telephone text, measures text, remark text, residents int, attributes jsonb NOT NULL, geom geometry,
    place geometry GENERATED ALWAYS AS (st_pointonsurface(geom)) STORED,
    stated jsonb,             -- division.county -> 安宁市, as the ledger says
    fault text,               -- why the row is not loaded: the code of an issue; 'checked' where it was told before
    detail text NOT NULL DEFAULT '', detail_en text NOT NULL DEFAULT '',  -- the latter where it is a sentence
    division bigint NOT NULL DEFAULT 0,
    refined bigint,           -- a stated division below that of the place, where no outline is known
    site_id bigint,
    fate text NOT NULL DEFAULT 'new',  -- or updated, unchanged
    written text,             -- the two numbers of a place that is read otherwise than they stand
    candidates jsonb,         -- the readings of a doubtful place, the likeliest first
    waiting_id bigint,        -- the row of the quarantine that it comes from
    tabular boolean NOT NULL DEFAULT false,  -- the place is two numbers of a table
    came_id bigint, came_version int,  -- the record that it was when it left as an export
    cleared text[] NOT NULL DEFAULT '{}'  -- fields of such a record whose cells are empty now; after the merge those that a
                                          -- person agreed to clear
  ) WITH (fillfactor = 45) ON COMMIT DROP;  -- each row is judged in steps, and stays where it is
  DROP TABLE IF EXISTS pg_temp.spelled;
  CREATE TEMPORARY TABLE spelled (n int PRIMARY KEY, initials text NOT NULL) ON COMMIT DROP;
  PERFORM open_readings();
END $$;

-- The division of each place, then the sites that the rows mean: by what they say they were when they left as
-- an export, by code, by credit code and name, otherwise by name
-- within 50 metres.
CREATE OR REPLACE FUNCTION match_staged(layer text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  ANALYZE staged (n, name, code, credit_code, came_id, site_id, fault, division, place, geom);
  ANALYZE reading_division (n, geom);
  UPDATE staged AS s SET division = known.division
  FROM reading_division AS known WHERE s.n = known.n AND s.place ~= known.geom AND s.fault IS NULL;
  CREATE TEMPORARY TABLE elsewhere ON COMMIT DROP AS
    SELECT n, place FROM staged WHERE fault IS NULL AND place IS NOT NULL AND division = 0;
  CREATE INDEX ON elsewhere USING gist (place);
  ANALYZE elsewhere;
  UPDATE staged AS s SET division = found.division_id
  FROM (
    SELECT DISTINCT ON (inside.n) inside.n, piece.division_id
    FROM division_piece AS piece
    CROSS JOIN LATERAL (  -- all places of a piece at once: a third of the time of division_of() for each place
      SELECT n FROM elsewhere WHERE place && piece.geom AND st_intersects(piece.geom, place) OFFSET 0
    ) AS inside
    ORDER BY inside.n, piece.level DESC, piece.division_id
  ) AS found
  WHERE s.n = found.n;
  DROP TABLE elsewhere;
  -- where the whole country is known, what lies far from all of it is abroad; near it, it may be at sea
  IF (SELECT count(*) FROM division WHERE level = 1 AND division.geom IS NOT NULL) > 30 THEN
    UPDATE staged AS s SET fault = 'abroad' WHERE fault IS NULL AND geom IS NOT NULL AND division = 0
      AND NOT EXISTS (SELECT FROM division_piece AS piece WHERE piece.geom && st_expand(s.geom, 1)
                      AND st_dwithin(piece.geom::geography, s.geom::geography, 50000));
  END IF;
  UPDATE staged AS s SET site_id = site.id, fault = CASE WHEN site.retired THEN 'retired_site' END
  FROM site WHERE s.fault IS NULL AND site.kind = layer AND site.id = s.came_id AND s.came_version <= site.version;
  UPDATE staged AS s SET site_id = site.id, fault = CASE WHEN site.retired THEN 'retired_site' END
  FROM site WHERE s.fault IS NULL AND s.site_id IS NULL AND site.kind = layer AND site.code = s.code;
  -- the same enterprise under the same name; where two sites answer to that, the place decides below
  UPDATE staged AS s SET site_id = same.id
  FROM (
    SELECT row.n, min(site.id) AS id FROM staged AS row
    JOIN site ON site.kind = layer AND site.credit_code = row.credit_code AND site.name = row.name
      AND NOT site.retired AND (site.code IS NULL OR row.code IS NULL)
    WHERE row.fault IS NULL AND row.site_id IS NULL AND row.credit_code IS NOT NULL
    GROUP BY row.n HAVING count(*) = 1
  ) AS same
  WHERE s.n = same.n;
  UPDATE staged AS s SET site_id = near.id
  FROM (
    SELECT row.n, site.id, site.metres
    FROM staged AS row
    CROSS JOIN LATERAL (  -- one look into the index per row, however many sites share a name
      SELECT candidate.id,
        st_distance(st_centroid(candidate.geom)::geography, st_centroid(row.geom)::geography) AS metres
      FROM site AS candidate
      WHERE candidate.kind = layer AND candidate.geom && st_expand(row.geom, 0.001) AND candidate.name = row.name
        AND NOT candidate.retired AND (candidate.code IS NULL OR row.code IS NULL)
      ORDER BY metres LIMIT 1
    ) AS site
    WHERE row.fault IS NULL AND row.site_id IS NULL AND row.geom IS NOT NULL
  ) AS near
  WHERE s.n = near.n AND near.metres <= 50;
  ANALYZE staged (n, fault, fate, site_id);
END $$;

-- Whether two shapes have the same corners within a millimetre, as files keep them: formats round, turn rings round
-- and make a collection of one. Corner by corner, for the distance between fine outlines takes minutes.
CREATE OR REPLACE FUNCTION same_place(one geometry, other geometry) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT st_asbinary(one) = st_asbinary(other) OR st_npoints(one) = st_npoints(other) AND NOT EXISTS (
    SELECT FROM st_dumppoints(st_normalize(one)) WITH ORDINALITY AS a (path, geom, n)
    JOIN st_dumppoints(st_normalize(other)) WITH ORDINALITY AS b (path, geom, n) USING (n)
    WHERE greatest(abs(st_x(a.geom) - st_x(b.geom)), abs(st_y(a.geom) - st_y(b.geom))) >= 1e-8)
$$;

-- Rows that cannot be loaded, and what becomes of the others.
CREATE OR REPLACE FUNCTION judge_staged() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  UPDATE staged SET fault = 'no_place' WHERE fault IS NULL AND geom IS NULL AND site_id IS NULL;
  UPDATE staged AS s SET fault = 'same_site', detail = first.line::text
  FROM (SELECT n, first_value(n) OVER same AS first_n, first_value(staged.line) OVER same AS line FROM staged
        WHERE fault IS NULL AND site_id IS NOT NULL WINDOW same AS (PARTITION BY site_id ORDER BY n)) AS first
  WHERE s.n = first.n AND first.n > first.first_n;
  UPDATE staged AS s SET fault = 'outside_scope',
    detail = coalesce((SELECT full_name FROM division WHERE id = s.division), '已知区划之外')
  WHERE fault IS NULL AND geom IS NOT NULL AND NOT division <@ (SELECT actor_scope());
  UPDATE staged AS s SET fate = CASE WHEN
    site.name = s.name
    AND coalesce(s.code, site.code) IS NOT DISTINCT FROM site.code
    AND coalesce(s.credit_code, site.credit_code) IS NOT DISTINCT FROM site.credit_code
    AND coalesce(s.address, site.address) IS NOT DISTINCT FROM site.address
    AND coalesce(s.control_level, site.control_level) IS NOT DISTINCT FROM site.control_level
    AND coalesce(s.unit, site.unit) IS NOT DISTINCT FROM site.unit
    AND coalesce(s.person, site.person) IS NOT DISTINCT FROM site.person
    AND coalesce(s.telephone, site.telephone) IS NOT DISTINCT FROM site.telephone
    AND coalesce(s.measures, site.measures) IS NOT DISTINCT FROM site.measures
    AND coalesce(s.remark, site.remark) IS NOT DISTINCT FROM site.remark
    AND coalesce(s.residents, site.residents) IS NOT DISTINCT FROM site.residents
    AND site.attributes @> s.attributes AND s.cleared = '{}'
    AND coalesce(s.refined, site.division) = site.division
    AND (s.geom IS NULL OR same_place(s.geom, site.geom))
    THEN 'unchanged' ELSE 'updated' END
  FROM site WHERE s.fault IS NULL AND site.id = s.site_id;
END $$;

-- Write the rows numbered `first_n` to `last_n`. An empty cell takes a value away only where a person agreed, and nothing is
-- retired.
CREATE OR REPLACE FUNCTION write_staged(layer text, origin text, first_n int, last_n int) RETURNS void
LANGUAGE plpgsql SET plan_cache_mode = force_custom_plan AS $$  -- one plan for all parts took thirty times as long
BEGIN
  PERFORM set_config('geo_app.placed', 'yes', true);  -- the division was found for all rows at once
  INSERT INTO site (kind, name, initials, code, credit_code, address, control_level, unit, person, telephone,
                    measures, remark, residents, division, attributes, geom, source)
  SELECT layer, name, spelled.initials, code, credit_code, address, control_level, unit, person, telephone,
         measures, remark, residents, coalesce(refined, division), attributes, geom, origin
  FROM staged JOIN spelled USING (n) WHERE n BETWEEN first_n AND last_n AND fate = 'new' AND fault IS NULL ORDER BY n
  ON CONFLICT DO NOTHING;
  PERFORM set_config('geo_app.placed', '', true);
  UPDATE staged AS s SET fault = 'code_taken'
  WHERE n BETWEEN first_n AND last_n AND fate = 'new' AND fault IS NULL AND code IS NOT NULL
    AND NOT EXISTS (SELECT FROM site WHERE site.kind = layer AND site.code = s.code);
  UPDATE site SET
    name = s.name, initials = spelled.initials,
    code = CASE WHEN 'code' <> ALL (s.cleared) THEN coalesce(s.code, site.code) END,
    credit_code = CASE WHEN 'credit_code' <> ALL (s.cleared) THEN coalesce(s.credit_code, site.credit_code) END,
    address = CASE WHEN 'address' <> ALL (s.cleared) THEN coalesce(s.address, site.address) END,
    control_level = CASE WHEN 'control_level' <> ALL (s.cleared) THEN coalesce(s.control_level, site.control_level) END,
    unit = CASE WHEN 'unit' <> ALL (s.cleared) THEN coalesce(s.unit, site.unit) END,
    person = CASE WHEN 'person' <> ALL (s.cleared) THEN coalesce(s.person, site.person) END,
    telephone = CASE WHEN 'telephone' <> ALL (s.cleared) THEN coalesce(s.telephone, site.telephone) END,
    measures = CASE WHEN 'measures' <> ALL (s.cleared) THEN coalesce(s.measures, site.measures) END,
    remark = CASE WHEN 'remark' <> ALL (s.cleared) THEN coalesce(s.remark, site.remark) END,
    residents = CASE WHEN 'residents' <> ALL (s.cleared) THEN coalesce(s.residents, site.residents) END,
    attributes = (site.attributes || s.attributes) - s.cleared,
    division = coalesce(s.refined, CASE WHEN s.geom IS NULL THEN site.division ELSE 0 END),
    geom = coalesce(s.geom, site.geom)
  FROM staged AS s JOIN spelled USING (n)
  WHERE site.id = s.site_id AND s.n BETWEEN first_n AND last_n AND s.fate = 'updated' AND s.fault IS NULL;
END $$;
