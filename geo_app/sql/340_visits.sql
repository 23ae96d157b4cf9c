-- How many whole months fit between two days: the largest m with a + m months <= b; 0 where b lies before a.
CREATE OR REPLACE FUNCTION whole_months(a date, b date) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT greatest(0, m + (a + make_interval(months => m + 1) <= b)::int)
  FROM (SELECT (extract(year FROM age(b, a)) * 12 + extract(month FROM age(b, a)))::int AS m) AS age
$$;

-- The visits that fall due until a day: for each site the rules of its layer and colour ('none': not assessed), given
-- as rows of `rules` (kind, colour, visitor, rule: its number, months). The interval runs from the last visit of that
-- visitor, and what is past is due since then. Without a visit it runs from the day of the assessment, or from the ends
-- of calendar periods, and the next of these days counts: nobody is late for a visit that was never begun with.
-- With `known` only visits before that day count: the plan as it was then.
-- Written in plpgsql to keep it whole: put into the statement around it, its rows are guessed as a handful, and whoever
-- joins them to the sites reads all sites anew for each.
DROP FUNCTION IF EXISTS planned_visits(jsonb, date, date, bigint, bigint);
CREATE OR REPLACE FUNCTION planned_visits(
  rules jsonb, first date, last date, low bigint, high bigint, known date DEFAULT NULL)
RETURNS TABLE (site_id bigint, colour text, rule int, next_due date, visits int, last_visit date)
LANGUAGE plpgsql STABLE ROWS 10000 AS $$
#variable_conflict use_column
BEGIN RETURN QUERY
  WITH ruled AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(rules) AS r(kind text, colour text, visitor text, rule int, months int)
  ), visited AS MATERIALIZED (
    SELECT v.site_id, v.visitor, max(v.visited_on) AS day FROM visit_as_of AS v
    WHERE v.division BETWEEN low AND high AND (known IS NULL OR v.visited_on < known) GROUP BY v.site_id, v.visitor
  ), due AS (
    SELECT s.id, r.colour, r.rule, r.months, visited.day AS visited, CASE
      WHEN visited.day IS NOT NULL THEN (visited.day + make_interval(months => r.months))::date
      ELSE (anchor.day + make_interval(
        months => (whole_months(anchor.day, first - 1) / r.months + 1) * r.months))::date END AS day
    FROM site_as_of AS s
    JOIN ruled AS r ON r.kind = s.kind AND r.colour = coalesce(s.colour, 'none')
    LEFT JOIN visited ON visited.site_id = s.id AND visited.visitor = r.visitor
    CROSS JOIN LATERAL (SELECT coalesce(s.assessed_on, date '1999-12-31') AS day) AS anchor
    WHERE NOT s.retired AND s.division BETWEEN low AND high)
  SELECT id, colour, rule, day, whole_months(greatest(day, first), last) / months + 1, visited FROM due WHERE day <= last;
END $$;
