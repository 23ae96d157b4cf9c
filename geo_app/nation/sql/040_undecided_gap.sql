-- Sources of which nobody knows whether a rule speaks of them, with the nearest target that would then be too near.
SELECT source_id, target_id, rule, 'unchecked' AS verdict, metres AS measured_m
FROM (
  SELECT pair.source_id, pair.target_id, rule.rule, pair.metres, rule.required_m, rule.more_than,
    row_number() OVER (PARTITION BY pair.source_id, rule.rule ORDER BY pair.metres, pair.target_id) AS n
  FROM role AS s
  JOIN rule ON rule.source = s.place AND rule.required_m IS NOT NULL
  JOIN pair ON pair.source_id = s.id
  JOIN role AS t ON t.id = pair.target_id AND t.place = rule.target
  WHERE s.is_one IS NULL
) AS nearest
WHERE n = 1 AND (metres < required_m OR (more_than AND metres = required_m))
