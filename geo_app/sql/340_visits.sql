-- How many whole months fit between two days: the largest m with a + m months <= b; 0 where b lies before a.
CREATE OR REPLACE FUNCTION whole_months(a date, b date) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT greatest(0, m + (a + make_interval(months => m + 1) <= b)::int)
  FROM (SELECT (extract(year FROM age(b, a)) * 12 + extract(month FROM age(b, a)))::int AS m) AS age
$$;

-- The visits that fall between two days: for each site the rules of its layer and colour ('none': not assessed), given
-- as rows of `rules` (kind, colour, rule: its number, months). Nobody has recorded a visit yet, so the interval runs
-- from the day of the assessment; without one, from the ends of calendar periods, the same whenever it is asked.
CREATE OR REPLACE FUNCTION planned_visits(rules jsonb, first date, last date, low bigint, high bigint)
RETURNS TABLE (site_id bigint, colour text, rule int, next_due date, visits int) LANGUAGE sql STABLE AS $$
  WITH ruled AS MATERIALIZED (
    SELECT * FROM jsonb_to_recordset(rules) AS r(kind text, colour text, rule int, months int)
  ), due AS (
    SELECT s.id, r.colour, r.rule, r.months, (anchor.day + make_interval(
      months => (whole_months(anchor.day, first - 1) / r.months + 1) * r.months))::date AS day
    FROM site_as_of AS s
    JOIN ruled AS r ON r.kind = s.kind AND r.colour = coalesce(s.colour, 'none')
    CROSS JOIN LATERAL (SELECT coalesce(s.assessed_on, date '1999-12-31') AS day) AS anchor
    WHERE NOT s.retired AND s.division BETWEEN low AND high)
  SELECT id, colour, rule, day, whole_months(day, last) / months + 1 FROM due WHERE day <= last
$$;
