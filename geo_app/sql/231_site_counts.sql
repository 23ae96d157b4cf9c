-- Sites counted by colour, division and cell of the map at level 12, for maps of whole provinces. A row says by how much
-- a number changed: what is there is the sum of the rows. So no two who write wait for each other. Who sees them: 210.

-- Whether the counts hold for whoever asks: never for the past, and what is overdue is counted for one day.
CREATE OR REPLACE FUNCTION site_counts_hold() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT as_of() IS NULL AND coalesce((SELECT day = as_of_day() FROM site_counted), false)
$$;

CREATE OR REPLACE FUNCTION count_sites() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  counted date;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(5301818);  -- nobody begins the counts anew meanwhile
  SELECT day INTO counted FROM site_counted;
  IF counted IS NULL THEN
    RETURN NULL;
  END IF;
  EXECUTE format('INSERT INTO site_count (kind, cell, division, colour, n, overdue, map_x, map_y)
    SELECT kind, qk >> 36, division, colour, sum(sign), coalesce(sum(sign) FILTER (WHERE review_on < $1), 0),
           sum(sign * map_x::float8), sum(sign * map_y::float8)
    FROM (%s) AS moved WHERE NOT retired GROUP BY kind, qk >> 36, division, colour
    HAVING sum(sign) <> 0 OR sum(sign * map_x::float8) <> 0 OR sum(sign * map_y::float8) <> 0
        OR sum(sign) FILTER (WHERE review_on < $1) <> 0',
    CASE TG_OP WHEN 'INSERT' THEN 'SELECT 1 AS sign, * FROM changed'
               WHEN 'DELETE' THEN 'SELECT -1 AS sign, * FROM before'
               ELSE 'SELECT 1 AS sign, * FROM changed UNION ALL SELECT -1, * FROM before' END) USING counted;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER count_inserted AFTER INSERT ON site REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION count_sites();
CREATE OR REPLACE TRIGGER count_updated AFTER UPDATE ON site REFERENCING OLD TABLE AS before NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION count_sites();
CREATE OR REPLACE TRIGGER count_deleted AFTER DELETE ON site REFERENCING OLD TABLE AS before
  FOR EACH STATEMENT EXECUTE FUNCTION count_sites();

-- Count all sites anew where another day has begun, or where so many rows were added that they no longer save work.
-- Whether that was done: while somebody writes it is not, and is for the next time. Rows are added at the end and go all
-- at once, so the first and the last number tell how many there are without reading them.
CREATE OR REPLACE FUNCTION count_sites_anew() RETURNS boolean LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF (SELECT day = as_of_day() AND (SELECT coalesce(max(id) - min(id), 0) FROM site_count) <= 2 * cells + 10000
      FROM site_counted)
     OR NOT pg_try_advisory_xact_lock(5301818) THEN
    RETURN false;
  END IF;
  DELETE FROM site_count;
  INSERT INTO site_count (kind, cell, division, colour, n, overdue, map_x, map_y)
  SELECT kind, qk >> 36, division, colour, count(*), count(*) FILTER (WHERE review_on < as_of_day()),
         sum(map_x::float8), sum(map_y::float8)
  FROM site WHERE NOT retired GROUP BY kind, qk >> 36, division, colour ORDER BY kind, qk >> 36;
  DELETE FROM site_counted;
  INSERT INTO site_counted (day, cells) SELECT as_of_day(), count(*) FROM site_count;
  RETURN true;
END $$;
