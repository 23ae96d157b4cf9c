-- The distances of sources that surely are one: short, kept, or not to be told. The pairs stand last in every join:
-- an engine holds what comes first in memory, and a nation has hundreds of millions of them.
SELECT source_id, target_id, rule,
  CASE WHEN is_short AND is_known THEN 'short' WHEN is_short OR metres - doubt < required_m THEN 'unchecked'
    ELSE 'kept' END AS verdict,
  metres AS measured_m
FROM (
  SELECT near.source_id, near.target_id, near.rule, near.required_m, near.metres, coalesce(aimed.is_one, false) AS is_known,
    near.metres < near.required_m OR (near.more_than AND near.metres = near.required_m) AS is_short,
    near.doubt + CASE WHEN near.target_is_point THEN aimed.half_extent_m ELSE 0 END AS doubt
  FROM (
    SELECT role.id, role.place, role.is_one, layer.half_extent_m FROM layer JOIN role ON role.kind = layer.kind
  ) AS aimed
  JOIN (
    SELECT pair.source_id, pair.target_id, pair.metres, pair.target_is_point,
      ruled.rule, ruled.target, ruled.required_m, ruled.more_than,
      CASE WHEN pair.source_is_point THEN ruled.half_extent_m ELSE 0 END AS doubt
    FROM (
      SELECT role.id, layer.half_extent_m, rule.rule, rule.target, rule.required_m, rule.more_than
      FROM layer JOIN role ON role.kind = layer.kind JOIN rule ON rule.source = role.place
      WHERE role.is_one AND rule.required_m IS NOT NULL
    ) AS ruled
    JOIN pair ON pair.source_id = ruled.id
  ) AS near ON near.target_id = aimed.id AND near.target = aimed.place
) AS judged
WHERE is_short OR (is_known AND metres - doubt < required_m) OR (is_known AND metres <= required_m * 1.5 + doubt)
