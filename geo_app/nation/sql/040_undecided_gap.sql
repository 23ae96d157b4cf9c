-- Sources of which nobody knows whether a rule speaks of them, with the nearest target that would then be too near.
SELECT source_id, target_id, rule, 'unchecked' AS verdict, metres AS measured_m
FROM (
  SELECT near.source_id, near.target_id, near.rule, near.metres,
    row_number() OVER (PARTITION BY near.source_id, near.rule ORDER BY near.metres, near.target_id) AS n
  FROM role AS aimed
  JOIN (
    SELECT pair.source_id, pair.target_id, pair.metres, ruled.rule, ruled.target
    FROM (
      SELECT role.id, rule.rule, rule.target, rule.required_m, rule.more_than
      FROM role JOIN rule ON rule.source = role.place WHERE role.is_one IS NULL AND rule.required_m IS NOT NULL
    ) AS ruled
    JOIN pair ON pair.source_id = ruled.id
    WHERE pair.metres < ruled.required_m OR (ruled.more_than AND pair.metres = ruled.required_m)
  ) AS near ON near.target_id = aimed.id AND near.target = aimed.place
) AS nearest
WHERE n = 1
