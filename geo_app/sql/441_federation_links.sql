-- Federation: how the joined counties are doing, and who reads this database.

-- How each of the joined counties is doing.
CREATE OR REPLACE FUNCTION joined_links() RETURNS TABLE (division bigint, name text, address text, tables bigint, copied bigint,
  working boolean, heard_at timestamptz, beat_at timestamptz, same_shape boolean, faults bigint) LANGUAGE sql STABLE AS $$
  SELECT j.division, coalesce(d.name, ''), j.address, r.tables, r.copied, w.working, w.heard_at, p.beat_at, p.shape = federation_shape(),
    coalesce(t.apply_error_count + t.sync_error_count, 0)
  FROM joined AS j LEFT JOIN division AS d ON d.id = j.division LEFT JOIN published AS p ON p.division = j.division
  LEFT JOIN pg_subscription AS s ON s.subname = 'geo_app_' || j.division / 1000000
    AND s.subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
  LEFT JOIN pg_stat_subscription_stats AS t ON t.subid = s.oid
  CROSS JOIN LATERAL (SELECT count(*) AS tables, count(*) FILTER (WHERE srsubstate IN ('s', 'r')) AS copied
    FROM pg_subscription_rel WHERE srsubid = s.oid) AS r
  CROSS JOIN LATERAL (SELECT coalesce(bool_or(pid IS NOT NULL), false) AS working, max(last_msg_receipt_time) AS heard_at
    FROM pg_stat_subscription WHERE subid = s.oid AND relid IS NULL) AS w
  ORDER BY j.division
$$;

-- Who reads this database as it changes, and how much is kept for them.
CREATE OR REPLACE FUNCTION readers_of_changes() RETURNS TABLE (slot text, active boolean, kept_bytes bigint, lost boolean)
LANGUAGE sql STABLE AS $$
  SELECT slot_name, active, pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)::bigint, coalesce(wal_status = 'lost', false)
  FROM pg_replication_slots WHERE database = current_database() AND slot_name LIKE 'geo_app_to_%' ORDER BY slot_name
$$;
