-- What stands within the distance asked for around each site of the layer asked for.
SELECT site_id, place_id
FROM (
  SELECT s.id AS site_id, t.id AS place_id, ST_Distance(s.place, t.place) AS plane_m, s.metres, s.radius2,
    (greatest(s.west, t.west) + least(s.east, t.east)) / 2 - s.meridian AS x
  FROM (
    SELECT flat.*, ST_GeomFromWKB(flat.shape) AS place, asked.metres FROM flat
    JOIN site ON site.id = flat.id JOIN exposed ON exposed.kind = site.kind CROSS JOIN asked WHERE flat.is_main
  ) AS s
  JOIN (
    SELECT flat.*, ST_GeomFromWKB(flat.shape) AS place FROM flat
    JOIN site ON site.id = flat.id JOIN counted ON counted.kind = site.kind
  ) AS t ON ST_DWithin(s.place, t.place, s.metres * 1.001)
  WHERE s.id <> t.id
) AS near
WHERE plane_m / (1 + x * x / (2 * radius2)) <= metres
