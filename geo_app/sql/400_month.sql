-- The figures of a month, township by township, from the steps of hidden dangers and from visits: the same records that
-- every list shows, as they stood at its end (or stand now, while it runs).
CREATE OR REPLACE FUNCTION month_of_dangers(first date, low bigint, high bigint)
RETURNS TABLE (township bigint, found bigint, major bigint, rectified bigint, closed bigint, found_closed bigint,
  listed bigint, still_open bigint, overdue bigint) LANGUAGE sql STABLE AS $$
  WITH edge AS (
    SELECT first::timestamp AT TIME ZONE 'Asia/Shanghai' AS begins,
      (first + interval '1 month')::timestamp AT TIME ZONE 'Asia/Shanghai' AS ends,
      least((first + interval '1 month')::date, as_of_day()) AS day
  ), course AS (
    SELECT f.division / 1000 * 1000 AS township, f.happened_at >= begins AS is_new, stood.*, told.*
    FROM finding AS f CROSS JOIN edge
    CROSS JOIN LATERAL (
      SELECT (array_agg(s.after ORDER BY s.id DESC))[1] AS state,
        (array_agg((s.values ->> 'deadline_on')::date ORDER BY s.id DESC) FILTER (WHERE s.values ? 'deadline_on'))[1] AS deadline,
        coalesce((array_agg(CASE s.action WHEN 'raise' THEN 'major' WHEN 'lower' THEN 'general' ELSE s.values ->> 'grade' END
          ORDER BY s.id DESC) FILTER (WHERE s.action IN ('raise', 'lower') OR s.values ? 'grade'))[1], 'general') AS grade
      FROM finding_step AS s WHERE s.finding_uid = f.uid AND s.happened_at < ends) AS stood
    CROSS JOIN LATERAL (
      SELECT coalesce(bool_or(s.action = 'supervise'), false) AS was_listed,
        coalesce(bool_or(s.after = 'accepted' AND s.before <> 'accepted' AND s.happened_at >= begins), false) AS was_rectified,
        coalesce(bool_or(s.after = 'closed' AND s.happened_at >= begins), false) AS was_closed
      FROM finding_step AS s WHERE s.finding_uid = f.uid AND s.happened_at < ends) AS told
    WHERE f.happened_at < ends AND f.division BETWEEN low AND high
  ), judged AS (
    SELECT *, state IN ('closed', 'dismissed', 'struck') AS is_over, state NOT IN ('dismissed', 'struck') AS counts FROM course
  )
  SELECT township, count(*) FILTER (WHERE is_new AND counts), count(*) FILTER (WHERE is_new AND counts AND grade = 'major'),
    count(*) FILTER (WHERE was_rectified), count(*) FILTER (WHERE was_closed),
    count(*) FILTER (WHERE is_new AND state = 'closed'), count(*) FILTER (WHERE was_listed AND NOT is_over),
    count(*) FILTER (WHERE NOT is_over),
    count(*) FILTER (WHERE state IN ('registered', 'rectifying') AND deadline < (SELECT day FROM edge))
  FROM judged GROUP BY township
$$;

-- Visits of a month: made, due by the plan as it was at its beginning (visits from then on do not move it), and those of
-- the due that their visitor made within it.
CREATE OR REPLACE FUNCTION month_of_visits(rules jsonb, first date, low bigint, high bigint)
RETURNS TABLE (township bigint, made bigint, due bigint, done bigint) LANGUAGE sql STABLE AS $$
  WITH span AS (SELECT (first + interval '1 month - 1 day')::date AS last),
  seen AS MATERIALIZED (
    SELECT v.site_id, v.visitor, v.division / 1000 * 1000 AS township FROM visit_as_of AS v, span
    WHERE v.visited_on BETWEEN first AND span.last AND v.division BETWEEN low AND high
  ), due AS (
    SELECT s.division / 1000 * 1000 AS township, EXISTS (
      SELECT FROM seen WHERE seen.site_id = p.site_id AND seen.visitor = r.visitor) AS is_done
    FROM span CROSS JOIN LATERAL planned_visits(rules, first, span.last, low, high, first) AS p
    JOIN site_as_of AS s ON s.id = p.site_id
    JOIN jsonb_to_recordset(rules) AS r(kind text, colour text, visitor text, rule int)
      ON r.rule = p.rule AND r.kind = s.kind AND r.colour = p.colour
  )
  SELECT township, sum(made)::bigint, sum(due)::bigint, sum(done)::bigint FROM (
    SELECT township, count(*) AS made, 0 AS due, 0 AS done FROM seen GROUP BY township
    UNION ALL
    SELECT township, 0, count(*), count(*) FILTER (WHERE is_done) FROM due GROUP BY township) AS each
  GROUP BY township
$$;
