-- The exposure of each site: how many stand around it, their residents, and how many have no number.
SELECT site.id AS site_id, count(place.id) AS near, coalesce(sum(place.residents), 0) AS residents,
  count(CASE WHEN place.id IS NOT NULL AND place.residents IS NULL THEN 1 END) AS without_residents
FROM site JOIN exposed ON exposed.kind = site.kind
LEFT JOIN within ON within.site_id = site.id
LEFT JOIN site AS place ON place.id = within.place_id
GROUP BY site.id
