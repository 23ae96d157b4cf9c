-- One turn: take the least label of all neighbours, then the label of that label, so that chains halve each time.
WITH taken AS (
  SELECT a.id, least(min(a.label), min(b.label)) AS label
  FROM label AS a JOIN (SELECT one, other FROM link UNION ALL SELECT other, one FROM link) AS l ON l.one = a.id
  JOIN label AS b ON b.id = l.other GROUP BY a.id
)
SELECT a.id, b.label FROM taken AS a JOIN taken AS b ON b.id = a.label
