-- The individual risk at targets. Inside a contour the risk is above its level.
WITH source AS (
  SELECT role.id, rule.rule, rule.target, rule.limit_per_year FROM role
  JOIN rule ON rule.source = role.place AND rule.limit_per_year IS NOT NULL WHERE role.is_one
), contour AS (
  SELECT DISTINCT id, level FROM area WHERE kind = 'risk_contour'
), reached AS (
  SELECT source.id, i.target_id, source.rule, source.limit_per_year, max(i.level) AS level, bool_or(t.is_one) AS is_one
  FROM source JOIN inside_contour AS i ON i.source_id = source.id
  JOIN role AS t ON t.id = i.target_id AND t.place = source.target
  GROUP BY source.id, i.target_id, source.rule, source.limit_per_year
), drawn AS (
  SELECT source.id, source.rule, count(contour.id) AS contours,
    count(CASE WHEN contour.level <= source.limit_per_year THEN 1 END) AS low_enough
  FROM source LEFT JOIN contour ON contour.id = source.id GROUP BY source.id, source.rule
)
SELECT reached.id AS source_id, target_id, rule,
  CASE WHEN level < limit_per_year THEN 'kept' WHEN is_one THEN 'short' ELSE 'unchecked' END AS verdict,
  round(ST_Distance(ST_GeomFromWKB(s.shape), ST_GeomFromWKB(t.shape)) / (1
    + power((greatest(s.west, t.west) + least(s.east, t.east)) / 2 - s.meridian, 2) / (2 * s.radius2)), 3) AS measured_m
FROM reached
JOIN flat AS s ON s.id = reached.id AND s.is_main
JOIN flat AS t ON t.id = reached.target_id AND t.meridian = s.meridian
UNION ALL
SELECT source.id, 0, source.rule, 'unchecked', NULL
FROM source JOIN drawn ON drawn.id = source.id AND drawn.rule = source.rule
CROSS JOIN (SELECT min(limit_per_year) AS least FROM rule) AS lowest
WHERE drawn.low_enough = 0 AND (source.limit_per_year = lowest.least OR drawn.contours > 0)
