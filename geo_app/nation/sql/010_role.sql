-- Which sites are, or may be, a place that rules speak of: true, or null where a field that decides is empty.
SELECT id, kind, place, bool_or(is_one) AS is_one
FROM (
  SELECT s.id, s.kind, p.place,
    CASE WHEN fit.unmet > 0 THEN false WHEN p.conditions = coalesce(fit.met, 0) THEN true END
      AND (p.number_field IS NULL OR CASE WHEN p.number_field = 'residents' THEN
          (p.low IS NULL OR s.residents > p.low OR (p.low_in AND s.residents = p.low))
          AND (p.high IS NULL OR s.residents < p.high OR (p.high_in AND s.residents = p.high))
        ELSE
          (p.low IS NULL OR n.number > p.low OR (p.low_in AND n.number = p.low))
          AND (p.high IS NULL OR n.number < p.high OR (p.high_in AND n.number = p.high))
        END) AS is_one
  FROM site AS s
  JOIN place AS p ON p.kind = s.kind
  LEFT JOIN fit ON fit.id = s.id AND fit.place_row = p.place_row
  LEFT JOIN fact AS n ON n.id = s.id AND n.field = p.number_field
) AS told
WHERE is_one IS NOT FALSE
GROUP BY id, kind, place
