-- Rules whose targets nobody has surveyed around a source: not kept, but unchecked.
SELECT DISTINCT a.id AS source_id, a.rule
FROM looked_around AS a LEFT JOIN surveyed AS b ON b.id = a.id AND b.kind = a.kind
WHERE b.id IS NULL
