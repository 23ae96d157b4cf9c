-- The ways to read a doubtful pair of coordinates, and what the map knows of each place.
CREATE OR REPLACE FUNCTION open_readings() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  CREATE TEMPORARY TABLE IF NOT EXISTS reading (
    i int NOT NULL, n int NOT NULL, geom geometry(Point, 4490) NOT NULL) ON COMMIT DROP;
  CREATE TEMPORARY TABLE IF NOT EXISTS reading_division (
    i int NOT NULL, n int NOT NULL, geom geometry NOT NULL, division bigint NOT NULL) ON COMMIT DROP;
  TRUNCATE reading, reading_division;
END $$;

-- The deepest division around each reading, and whether it lies in the area of the person. Kept, so that it need not
-- be looked for again when the row is placed there.
CREATE OR REPLACE FUNCTION reading_divisions() RETURNS TABLE (i int, division bigint, within boolean)
LANGUAGE plpgsql AS $$
BEGIN
  CREATE INDEX IF NOT EXISTS reading_geom ON reading USING gist (geom);
  ANALYZE reading;
  RETURN QUERY INSERT INTO reading_division AS kept
  SELECT DISTINCT ON (inside.i) inside.i, inside.n, inside.geom, piece.division_id
  FROM division_piece AS piece
  CROSS JOIN LATERAL (
    SELECT r.* FROM reading AS r WHERE r.geom && piece.geom AND st_intersects(piece.geom, r.geom) OFFSET 0
  ) AS inside
  ORDER BY inside.i, piece.level DESC, piece.division_id
  RETURNING kept.i, kept.division, kept.division <@ (SELECT actor_scope());
END $$;

-- How far each reading lies from the place that the map already has for the same code, credit code or name; and from
-- a boundary of that name (a plant drawn from a picture). Further than 5 km is another matter.
CREATE OR REPLACE FUNCTION reading_known(layer text) RETURNS TABLE (i int, name text, metres double precision)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY
  SELECT DISTINCT ON (r.i) r.i, known.name, st_distance(known.geom::geography, r.geom::geography)
  FROM reading AS r
  JOIN staged AS s ON s.n = r.n
  JOIN LATERAL (
    SELECT site.name, site.geom FROM site WHERE site.kind = layer AND site.code = s.code
    UNION ALL
    SELECT site.name, site.geom FROM site
    WHERE site.geom && st_expand(r.geom, 0.05) AND NOT site.retired
      AND (site.name = s.name OR site.credit_code = s.credit_code) AND st_dimension(site.geom) <> 1
  ) AS known ON st_dwithin(known.geom::geography, r.geom::geography, 5000)
  ORDER BY r.i, 3;
END $$;

-- How far each reading of a sample of rows lies from the nearest road; none within 500 m is not told.
CREATE OR REPLACE FUNCTION reading_roads(step int) RETURNS TABLE (i int, metres double precision)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY
  SELECT r.i, min(st_distance(road.geom::geography, r.geom::geography))
  FROM reading AS r JOIN site AS road ON road.kind = 'road' AND NOT road.retired
    AND road.geom && st_expand(r.geom, 0.005) AND st_dwithin(road.geom::geography, r.geom::geography, 500)
  WHERE r.n % step = 0 GROUP BY r.i;
END $$;
