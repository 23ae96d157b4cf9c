-- The nearest sites of each of some layers to a place, metres on the ellipsoid, as far as the caller may see them.
-- The index knows degrees: what it finds first says how far to look, and within that the metres decide. Of a layer of few
-- sites all are measured, and of the others the surroundings are looked at first: an index that is asked in order of
-- distance alone looks everywhere for what is rare.
CREATE OR REPLACE FUNCTION nearest_of_each(place geometry, kinds text[], most int)
RETURNS TABLE (id bigint, kind text, name text, colour text, distance_m double precision) LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
DECLARE
  degree CONSTANT double precision := 111700;  -- metres at most
  around CONSTANT geometry := st_expand(place, 0.5);
  few CONSTANT int := 100;
  this text;
  found bigint[];
  n int;
  reach double precision;
BEGIN
  FOREACH this IN ARRAY ARRAY(SELECT unnest(kinds) ORDER BY 1) LOOP
    IF as_of() IS NULL THEN  -- only a table, not a view of several, is read in the order of distance
      found := ARRAY(SELECT id FROM site WHERE kind = this AND NOT retired ORDER BY qk LIMIT few);
      IF cardinality(found) < few THEN
        CONTINUE WHEN found = '{}';
        RETURN QUERY SELECT s.id, s.kind, s.name, s.colour, st_distance(s.geom::geography, place::geography) AS away
        FROM site AS s WHERE s.id = ANY (found) ORDER BY away, s.id LIMIT most;
        CONTINUE;
      END IF;
      SELECT count(*), degree * max(s.away) INTO n, reach FROM (
        SELECT geom <-> place AS away FROM site WHERE kind = this AND NOT retired AND geom && around
        ORDER BY away LIMIT most) AS s;
      IF n < most THEN
        SELECT degree * max(s.away) INTO reach FROM (
          SELECT geom <-> place AS away FROM site WHERE kind = this AND NOT retired ORDER BY away LIMIT most) AS s;
      END IF;
    ELSE
      SELECT degree * max(s.away) INTO reach FROM (
        SELECT geom <-> place AS away FROM site_as_of WHERE kind = this AND NOT retired ORDER BY away LIMIT most) AS s;
    END IF;
    RETURN QUERY SELECT s.id, s.kind, s.name, s.colour, st_distance(s.geom::geography, place::geography) AS away
    FROM site_as_of AS s WHERE s.kind = this AND NOT s.retired AND s.geom && reach_box(place, reach)
    ORDER BY away, s.id LIMIT most;
  END LOOP;
END $$;
