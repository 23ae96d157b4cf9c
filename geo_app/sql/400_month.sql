-- Each hidden danger with the figures of a month that count it, from its steps: the same records that every list shows, as
-- they stood at its end (or stand now, while it runs).
CREATE OR REPLACE FUNCTION month_dangers(first date, low bigint, high bigint)
RETURNS TABLE (uid uuid, township bigint, found boolean, major boolean, rectified boolean, closed boolean,
  found_closed boolean, listed boolean, still_open boolean, overdue boolean) LANGUAGE sql STABLE AS $$
  WITH edge AS (
    SELECT first::timestamp AT TIME ZONE 'Asia/Shanghai' AS begins,
      (first + interval '1 month')::timestamp AT TIME ZONE 'Asia/Shanghai' AS ends,
      least((first + interval '1 month')::date, as_of_day()) AS day
  ), course AS (
    SELECT f.uid, f.division / 1000 * 1000 AS township, f.happened_at >= begins AS is_new, stood.*, told.*
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
  SELECT uid, township, is_new AND counts, is_new AND counts AND grade = 'major', was_rectified, was_closed,
    is_new AND state = 'closed', was_listed AND NOT is_over, NOT is_over,
    state IN ('registered', 'rectifying') AND deadline < (SELECT day FROM edge)
  FROM judged
$$;

-- The figures of a month, township by township.
CREATE OR REPLACE FUNCTION month_of_dangers(first date, low bigint, high bigint)
RETURNS TABLE (township bigint, found bigint, major bigint, rectified bigint, closed bigint, found_closed bigint,
  listed bigint, still_open bigint, overdue bigint) LANGUAGE sql STABLE AS $$
  SELECT township, count(*) FILTER (WHERE found), count(*) FILTER (WHERE major), count(*) FILTER (WHERE rectified),
    count(*) FILTER (WHERE closed), count(*) FILTER (WHERE found_closed), count(*) FILTER (WHERE listed),
    count(*) FILTER (WHERE still_open), count(*) FILTER (WHERE overdue)
  FROM month_dangers(first, low, high) GROUP BY township
$$;

-- Visits of a month: each that was made, and each that was due by the plan as it was at its beginning (visits from then on
-- do not move it), with whether its visitor went.
CREATE OR REPLACE FUNCTION month_visits(rules jsonb, first date, low bigint, high bigint)
RETURNS TABLE (site_id bigint, township bigint, made boolean, due boolean, done boolean) LANGUAGE sql STABLE AS $$
  WITH span AS (SELECT (first + interval '1 month - 1 day')::date AS last),
  seen AS MATERIALIZED (
    SELECT v.site_id, v.visitor, v.division / 1000 * 1000 AS township FROM visit_as_of AS v, span
    WHERE v.visited_on BETWEEN first AND span.last AND v.division BETWEEN low AND high
  ), due AS MATERIALIZED (  -- else all sites are read again for every line of the rules
    SELECT p.site_id, p.colour, p.rule FROM span CROSS JOIN LATERAL planned_visits(rules, first, span.last, low, high, first) AS p
  ), place AS MATERIALIZED (
    SELECT id, kind, division FROM site_as_of WHERE id = ANY (ARRAY(SELECT site_id FROM due))
  ), whose AS MATERIALIZED (
    SELECT r.* FROM jsonb_to_recordset(rules) AS r(kind text, colour text, visitor text, rule int)
  )
  SELECT site_id, township, true, false, false FROM seen
  UNION ALL
  SELECT s.id, s.division / 1000 * 1000, false, true,
    EXISTS (SELECT FROM seen WHERE seen.site_id = due.site_id AND seen.visitor = whose.visitor)
  FROM due JOIN place AS s ON s.id = due.site_id
  JOIN whose ON whose.rule = due.rule AND whose.kind = s.kind AND whose.colour = due.colour
$$;

-- Their number, township by township.
CREATE OR REPLACE FUNCTION month_of_visits(rules jsonb, first date, low bigint, high bigint)
RETURNS TABLE (township bigint, made bigint, due bigint, done bigint) LANGUAGE sql STABLE AS $$
  SELECT township, count(*) FILTER (WHERE made), count(*) FILTER (WHERE due), count(*) FILTER (WHERE done)
  FROM month_visits(rules, first, low, high) GROUP BY township
$$;
