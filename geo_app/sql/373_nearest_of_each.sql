-- The nearest sites of each of some layers to a place, metres on the ellipsoid, as far as the caller may see them.
-- The index knows degrees: what it finds first says how far to look, and within that the metres decide. Of a layer of few
-- sites all are measured: an index in order of distance looks everywhere for what is hardly there.
CREATE OR REPLACE FUNCTION nearest_of_each(place geometry, kinds text[], most int)
RETURNS TABLE (id bigint, kind text, name text, colour text, distance_m double precision) LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
DECLARE
  few CONSTANT int := 500;
  this text;
  found bigint[];
  reach double precision;
BEGIN
  FOREACH this IN ARRAY ARRAY(SELECT unnest(kinds) ORDER BY 1) LOOP
    IF as_of() IS NOT NULL THEN  -- only a table, not a view of several, is read in the order of distance
      SELECT max(st_distance(s.geom::geography, place::geography)) INTO reach FROM (
        SELECT geom FROM site_as_of WHERE kind = this AND NOT retired ORDER BY geom <-> place LIMIT most) AS s;
      found := ARRAY(SELECT id FROM site_as_of WHERE kind = this AND NOT retired AND geom && reach_box(place, reach));
    ELSE
      found := ARRAY(SELECT id FROM site WHERE kind = this AND NOT retired ORDER BY qk LIMIT few);
      IF cardinality(found) = few THEN
        SELECT max(st_distance(s.geom::geography, place::geography)) INTO reach FROM (
          SELECT geom FROM site WHERE kind = this AND NOT retired ORDER BY geom <-> place LIMIT most) AS s;
        found := ARRAY(SELECT id FROM site WHERE kind = this AND NOT retired AND geom && reach_box(place, reach));
      END IF;
    END IF;
    CONTINUE WHEN found = '{}';
    RETURN QUERY SELECT s.id, s.kind, s.name, s.colour, st_distance(s.geom::geography, place::geography) AS away
    FROM site_as_of AS s WHERE s.id = ANY (found) ORDER BY away, s.id LIMIT most;
  END LOOP;
END $$;
