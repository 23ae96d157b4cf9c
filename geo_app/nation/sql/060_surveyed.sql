-- Where anything of such a layer stands. The layer is compared in two halves, so that the join goes by place.
SELECT DISTINCT s.id, s.kind
FROM (
  SELECT DISTINCT id, kind, ST_Envelope(ST_GeomFromText(concat('LINESTRING(', west, ' ', south, ',', east, ' ', north, ')'))) AS box
  FROM looked_around
) AS s
JOIN (
  SELECT site.id, site.kind, ST_Envelope(ST_GeomFromText(concat('LINESTRING(', west, ' ', south, ',', east, ' ', north, ')'))) AS box
  FROM site JOIN layer ON layer.kind = site.kind AND layer.surveyed_m IS NOT NULL
) AS t ON ST_Intersects(s.box, t.box)
WHERE s.kind >= t.kind AND s.kind <= t.kind AND s.id <> t.id
