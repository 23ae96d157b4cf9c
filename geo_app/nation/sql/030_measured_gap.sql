-- The distances of sources that surely are one: short, kept, or not to be told.
SELECT source_id, target_id, rule,
  CASE WHEN is_short AND is_known THEN 'short' WHEN is_short OR metres - doubt < required_m THEN 'unchecked'
    ELSE 'kept' END AS verdict,
  metres AS measured_m
FROM (
  SELECT pair.source_id, pair.target_id, rule.rule, rule.required_m, pair.metres, coalesce(t.is_one, false) AS is_known,
    pair.metres < rule.required_m OR (rule.more_than AND pair.metres = rule.required_m) AS is_short,
    CASE WHEN pair.source_is_point THEN ls.half_extent_m ELSE 0 END
      + CASE WHEN pair.target_is_point THEN lt.half_extent_m ELSE 0 END AS doubt
  FROM pair
  JOIN role AS s ON s.id = pair.source_id AND s.is_one
  JOIN rule ON rule.source = s.place AND rule.required_m IS NOT NULL
  JOIN role AS t ON t.id = pair.target_id AND t.place = rule.target
  JOIN layer AS ls ON ls.kind = s.kind
  JOIN layer AS lt ON lt.kind = t.kind
) AS judged
WHERE is_short OR (is_known AND metres - doubt < required_m) OR (is_known AND metres <= required_m * 1.5 + doubt)
