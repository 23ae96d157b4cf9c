-- Readings: who sees them, their months, and how a batch comes in. A reading belongs to its point and is seen and
-- written by whoever sees and keeps the point; the months stand in a schema that the app cannot enter, so that nobody
-- goes round the policy.
CREATE SCHEMA IF NOT EXISTS readings;

DO $$
DECLARE
  door regclass;
BEGIN
  FOREACH door IN ARRAY ARRAY['reading', 'reading_hour', 'point_last']::regclass[] LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', door);
    EXECUTE format('DROP POLICY IF EXISTS own ON %s', door);
    EXECUTE format('CREATE POLICY own ON %s FOR ALL TO geo_app
      USING (point_id IN (SELECT id FROM site WHERE kind = ''monitoring_point''))
      WITH CHECK ((SELECT ''monitoring_point'' = ANY (editable_kinds()))
        AND point_id IN (SELECT id FROM site WHERE kind = ''monitoring_point''))', door);
  END LOOP;
END $$;
GRANT INSERT ON reading TO geo_app;
GRANT INSERT, UPDATE ON reading_hour, point_last, alarm TO geo_app;

-- The partitions of months, China's, that these instants lie in. Readings of a new month begin at a new table.
CREATE OR REPLACE FUNCTION make_reading_months(first timestamptz, last timestamptz) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'Asia/Shanghai' AS $$
DECLARE
  month timestamptz := date_trunc('month', first);
  name text;
BEGIN
  WHILE month <= last LOOP
    name := 'reading_' || to_char(month, 'YYYYMM');
    IF to_regclass('readings.' || name) IS NULL THEN
      PERFORM pg_advisory_xact_lock(5301816);  -- two batches may begin a month at once
      EXECUTE format('CREATE TABLE IF NOT EXISTS readings.%I PARTITION OF reading FOR VALUES FROM (%L) TO (%L)',
        name, month, month + interval '1 month');
    END IF;
    month := month + interval '1 month';
  END LOOP;
END $$;

-- Months that ended before an instant go; their hours stay. How many went.
CREATE OR REPLACE FUNCTION drop_reading_months(before timestamptz) RETURNS int LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'Asia/Shanghai' AS $$
DECLARE
  month record;
  gone int := 0;
BEGIN
  IF actor_rank() < 4 OR NOT actor_scope() @> int8multirange(int8range(0, 999999999999)) THEN
    RETURN 0;
  END IF;
  FOR month IN SELECT c.relname FROM pg_class AS c JOIN pg_inherits ON inhrelid = c.oid
    WHERE inhparent = 'reading'::regclass
      AND to_date(right(c.relname, 6), 'YYYYMM') + interval '1 month' <= before LOOP
    EXECUTE format('DROP TABLE readings.%I', month.relname);
    gone := gone + 1;
  END LOOP;
  RETURN gone;
END $$;

-- Take a batch. What is new comes back, the oldest first, and whether it is newer than what the point said last; what
-- stood there already does not. Hours are added to by what was really new, so that they are exact however often, late
-- or out of turn a reading comes. Points are locked in one order: two batches never wait for each other in a ring.
CREATE OR REPLACE FUNCTION take_readings(points bigint[], ats timestamptz[], vals real[])
RETURNS TABLE (point_id bigint, at timestamptz, value real, is_news boolean) LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
  PERFORM make_reading_months(min(t), max(t)) FROM unnest(ats) AS t;
  INSERT INTO point_last (point_id) SELECT DISTINCT p FROM unnest(points) AS p ORDER BY p ON CONFLICT DO NOTHING;
  PERFORM FROM point_last WHERE point_last.point_id = ANY (points) ORDER BY point_last.point_id FOR UPDATE;
  RETURN QUERY
  WITH new AS MATERIALIZED (
    INSERT INTO reading AS r (point_id, at, value)
    SELECT DISTINCT ON (p, t) p, t, v FROM unnest(points, ats, vals) AS row (p, t, v) ORDER BY p, t
    ON CONFLICT (point_id, at) DO NOTHING RETURNING r.point_id, r.at, r.value
  ), hours AS (
    INSERT INTO reading_hour AS h (point_id, hour, n, total, lowest, highest)
    SELECT n.point_id, date_trunc('hour', n.at), count(*), sum(n.value::float8), min(n.value), max(n.value)
    FROM new AS n GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (point_id, hour) DO UPDATE SET n = h.n + excluded.n, total = h.total + excluded.total,
      lowest = least(h.lowest, excluded.lowest), highest = greatest(h.highest, excluded.highest)
  ), newest AS (
    SELECT DISTINCT ON (n.point_id) n.point_id, n.at, n.value FROM new AS n ORDER BY n.point_id, n.at DESC
  ), lasts AS (
    UPDATE point_last AS l SET at = n.at, value = n.value FROM newest AS n
    WHERE l.point_id = n.point_id AND (l.at IS NULL OR l.at < n.at)
  )
  SELECT n.point_id, n.at, n.value, l.at IS NULL OR l.at < n.at
  FROM new AS n JOIN point_last AS l ON l.point_id = n.point_id ORDER BY n.at, n.point_id;
END $$;

-- A point's readings in buckets of so many seconds, from the raw ones or, from an hour on, from the hours. A bucket
-- without readings is not there: a gap stays a gap.
CREATE OR REPLACE FUNCTION chart_of(point bigint, first timestamptz, last timestamptz, seconds int)
RETURNS TABLE (at timestamptz, n bigint, lowest real, mean double precision, highest real) LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_column
BEGIN
  IF seconds < 3600 THEN
    RETURN QUERY SELECT to_timestamp(floor(extract(epoch FROM r.at) / seconds) * seconds), count(*),
      min(r.value), avg(r.value::float8), max(r.value)
    FROM reading AS r WHERE r.point_id = point AND r.at >= first AND r.at <= last GROUP BY 1 ORDER BY 1;
  ELSE
    RETURN QUERY SELECT to_timestamp(floor(extract(epoch FROM h.hour) / seconds) * seconds), sum(h.n),
      min(h.lowest), sum(h.total) / sum(h.n), max(h.highest)
    FROM reading_hour AS h WHERE h.point_id = point AND h.hour >= date_trunc('hour', first) AND h.hour <= last
    GROUP BY 1 ORDER BY 1;
  END IF;
END $$;
