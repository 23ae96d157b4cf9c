-- Each linked hazard begins as a group of its own.
SELECT DISTINCT id, id AS label
FROM (SELECT one AS id FROM link UNION ALL SELECT other FROM link) AS linked
