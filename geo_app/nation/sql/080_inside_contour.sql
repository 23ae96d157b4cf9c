-- Sites that the contours of a plant's individual risk reach.
SELECT c.site_id AS source_id, c.level, t.id AS target_id
FROM (SELECT id AS site_id, level, ST_GeomFromWKB(shape) AS place FROM area WHERE kind = 'risk_contour') AS c
JOIN (
  SELECT flat.id, ST_GeomFromWKB(flat.shape) AS place FROM flat JOIN (
    SELECT DISTINCT role.id FROM role JOIN rule ON rule.target = role.place WHERE rule.limit_per_year IS NOT NULL
  ) AS aimed ON aimed.id = flat.id
) AS t ON ST_Intersects(c.place, t.place)
WHERE c.site_id <> t.id
