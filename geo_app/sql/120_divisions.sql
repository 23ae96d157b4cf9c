-- Divisions in small pieces: finding the division of a place must not walk the outline of a province.
CREATE TABLE IF NOT EXISTS division_piece (
  division_id bigint NOT NULL REFERENCES division ON DELETE CASCADE,
  level smallint NOT NULL,
  geom geometry(Polygon, 4490) NOT NULL
);
CREATE INDEX IF NOT EXISTS division_piece_geom ON division_piece USING gist (geom);
CREATE INDEX IF NOT EXISTS division_piece_division_id ON division_piece (division_id);

CREATE OR REPLACE FUNCTION cut_division() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM division_piece WHERE division_id IN (SELECT id FROM new_rows);
  INSERT INTO division_piece (division_id, level, geom)
  SELECT id, level, st_subdivide((st_dump(geom)).geom, 128) FROM new_rows WHERE geom IS NOT NULL;
  RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS cut_inserted ON division;
CREATE TRIGGER cut_inserted AFTER INSERT ON division REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION cut_division();
DROP TRIGGER IF EXISTS cut_updated ON division;
CREATE TRIGGER cut_updated AFTER UPDATE ON division REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION cut_division();

-- The deepest division around a place, as its twelve-digit number; 0 outside every known one. (plpgsql: its query is
-- planned once, not at every call.)
CREATE OR REPLACE FUNCTION division_of(geom geometry) RETURNS bigint LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
  place geometry := st_pointonsurface(geom);
BEGIN
  RETURN coalesce((
    SELECT piece.division_id FROM division_piece AS piece
    WHERE piece.geom && place AND st_intersects(piece.geom, place)
    ORDER BY piece.level DESC, piece.division_id LIMIT 1), 0);
END $$;

-- All codes below a division: 530181000000 -> [530181000000, 530181999999].
CREATE OR REPLACE FUNCTION division_below(code bigint) RETURNS int8range LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT int8range(code, code + CASE
    WHEN code % 10000000000 = 0 THEN 10000000000
    WHEN code % 100000000 = 0 THEN 100000000
    WHEN code % 1000000 = 0 THEN 1000000
    WHEN code % 1000 = 0 THEN 1000
    ELSE 1 END)
$$;
