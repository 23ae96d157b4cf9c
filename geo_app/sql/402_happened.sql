-- What the map learned between two instants, as far as this person sees it: sites entered, graded, changed, moved,
-- given up and taken up again; visits; hidden dangers and their steps; alarms. What one person did of one sort in one
-- go (never five seconds apart) is one happening of many sites. `at` is its end: the map as of then shows it done.
CREATE OR REPLACE FUNCTION happened(since timestamptz, until timestamptz, low bigint, high bigint, most int)
RETURNS TABLE (at timestamptz, act text, layer text, number bigint, site_id bigint, name text, who text, why text,
  was text, now text, west float8, south float8, east float8, north float8) LANGUAGE sql STABLE AS $$
  WITH version AS (
    SELECT id, kind, name, version, changed_by, reason, retired, colour, geom, lower(sys) AS at FROM site
    WHERE lower(sys) >= since AND lower(sys) < until AND division BETWEEN low AND high
    UNION ALL
    SELECT id, kind, name, version, changed_by, reason, retired, colour, geom, lower(sys) FROM history.site
    WHERE lower(sys) >= since AND lower(sys) < until AND division BETWEEN low AND high
  ), act AS (
    SELECT v.at, CASE WHEN v.version = 1 THEN 'entered' WHEN v.retired AND NOT p.retired THEN 'retired'
        WHEN p.retired AND NOT v.retired THEN 'restored' WHEN v.colour IS DISTINCT FROM p.colour THEN 'graded'
        WHEN st_asbinary(v.geom) <> st_asbinary(p.geom) THEN 'moved' ELSE 'changed' END AS act,
      v.kind AS layer, v.id AS site_id, v.name, v.changed_by AS who, v.reason AS why, p.colour AS was, v.colour AS now, v.geom
    FROM version AS v LEFT JOIN history.site AS p ON v.version > 1 AND p.id = v.id AND p.version = v.version - 1
    UNION ALL
    SELECT lower(sys), 'visited', kind, site_id, name, changed_by, '', NULL, wrong::text, geom FROM (
      SELECT version, sys, kind, site_id, name, changed_by, wrong, geom, division FROM visit
      UNION ALL SELECT version, sys, kind, site_id, name, changed_by, wrong, geom, division FROM history.visit) AS visit
    WHERE version = 1 AND lower(sys) >= since AND lower(sys) < until AND division BETWEEN low AND high
    UNION ALL
    SELECT lower(sys), 'found', kind, site_id, name, changed_by, '', NULL, NULL, geom FROM (
      SELECT version, sys, kind, site_id, name, changed_by, geom, division FROM finding
      UNION ALL SELECT version, sys, kind, site_id, name, changed_by, geom, division FROM history.finding) AS finding
    WHERE version = 1 AND lower(sys) >= since AND lower(sys) < until AND division BETWEEN low AND high
    UNION ALL
    SELECT lower(step.sys), 'stepped', step.kind, finding.site_id, finding.name, step.changed_by, '', NULL, step.action, finding.geom
    FROM finding_step AS step JOIN finding ON finding.uid = step.finding_uid
    WHERE lower(step.sys) >= since AND lower(step.sys) < until AND step.division BETWEEN low AND high
    UNION ALL
    SELECT lower(alarm.sys), CASE WHEN alarm.version = 1 THEN 'alarmed' ELSE 'alarm_changed' END, site.kind, alarm.site_id,
      site.name, alarm.changed_by, '', before.state, alarm.state, site.geom
    FROM (SELECT id, version, sys, site_id, changed_by, state, division FROM alarm
      UNION ALL SELECT id, version, sys, site_id, changed_by, state, division FROM history.alarm) AS alarm
      JOIN site ON site.id = alarm.site_id
      LEFT JOIN history.alarm AS before ON before.id = alarm.id AND before.version = alarm.version - 1
    WHERE lower(alarm.sys) >= since AND lower(alarm.sys) < until AND alarm.division BETWEEN low AND high
      AND before.state IS DISTINCT FROM alarm.state
  ), parted AS (
    SELECT *, act.at - lag(act.at) OVER sort > interval '5 seconds' AS is_apart,
      CASE WHEN act IN ('graded', 'stepped', 'alarm_changed') THEN concat(was, '>', now) END AS way
    FROM act
    WINDOW sort AS (PARTITION BY act, layer, who, why,
      CASE WHEN act IN ('graded', 'stepped', 'alarm_changed') THEN concat(was, '>', now) END ORDER BY at)
  ), numbered AS (
    SELECT *, count(*) FILTER (WHERE is_apart) OVER (PARTITION BY act, layer, who, why, way ORDER BY parted.at) AS turn
    FROM parted
  )
  SELECT max(numbered.at), act, layer, count(*), CASE WHEN count(*) = 1 THEN min(site_id) END,
    CASE WHEN count(*) = 1 THEN min(numbered.name) END, who, why, min(was), min(now),
    st_xmin(st_extent(geom)), st_ymin(st_extent(geom)), st_xmax(st_extent(geom)), st_ymax(st_extent(geom))
  FROM numbered GROUP BY act, layer, who, why, way, turn ORDER BY 1 LIMIT most
$$;

-- The nearest instants before and behind a span at which the map learned something.
CREATE OR REPLACE FUNCTION happened_around(since timestamptz, until timestamptz, low bigint, high bigint)
RETURNS TABLE (before timestamptz, behind timestamptz) LANGUAGE sql STABLE AS $$
  SELECT max(at) FILTER (WHERE at < since), min(at) FILTER (WHERE at >= until) FROM (
    SELECT lower(sys) AS at FROM site WHERE division BETWEEN low AND high
    UNION ALL SELECT lower(sys) FROM history.site WHERE division BETWEEN low AND high
    UNION ALL SELECT lower(sys) FROM visit WHERE division BETWEEN low AND high
    UNION ALL SELECT lower(sys) FROM finding_step WHERE division BETWEEN low AND high
    UNION ALL SELECT lower(sys) FROM alarm WHERE division BETWEEN low AND high
  ) AS any_time
$$;
