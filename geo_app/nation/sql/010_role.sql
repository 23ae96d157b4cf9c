-- Which sites are, or may be, a place that rules speak of: true, or null where a field that decides is empty.
SELECT id, kind, place, bool_or(is_one) AS is_one
FROM (
  SELECT s.id, s.kind, p.place,
    (p.field_1 IS NULL OR regexp_like(f1.value, p.pattern_1))
      AND (p.field_2 IS NULL OR regexp_like(f2.value, p.pattern_2))
      AND (p.field_3 IS NULL OR regexp_like(f3.value, p.pattern_3))
      AND (p.number_field IS NULL OR CASE WHEN p.number_field = 'residents' THEN
          (p.low IS NULL OR s.residents > p.low OR (p.low_in AND s.residents = p.low))
          AND (p.high IS NULL OR s.residents < p.high OR (p.high_in AND s.residents = p.high))
        ELSE
          (p.low IS NULL OR n.number > p.low OR (p.low_in AND n.number = p.low))
          AND (p.high IS NULL OR n.number < p.high OR (p.high_in AND n.number = p.high))
        END) AS is_one
  FROM site AS s
  JOIN place AS p ON p.kind = s.kind
  LEFT JOIN fact AS f1 ON f1.id = s.id AND f1.field = p.field_1
  LEFT JOIN fact AS f2 ON f2.id = s.id AND f2.field = p.field_2
  LEFT JOIN fact AS f3 ON f3.id = s.id AND f3.field = p.field_3
  LEFT JOIN fact AS n ON n.id = s.id AND n.field = p.number_field
) AS told
WHERE is_one IS NOT FALSE
GROUP BY id, kind, place
