-- Which hazards that are alike are near: by distance, or because ring meets ring, or an area ring or place.
SELECT DISTINCT one, other
FROM (
  SELECT s.id AS one, t.id AS other, ST_Distance(s.place, t.place) AS plane_m, s.ring_m + t.ring_m AS rings_m, s.radius2,
    (greatest(s.west, t.west) + least(s.east, t.east)) / 2 - s.meridian AS x, s.is_site AND t.is_site AS are_sites,
    s.within_m, s.by_distance, s.by_zones
  FROM (
    SELECT extent.*, asked.within_m, asked.by_distance, asked.by_zones, ST_GeomFromWKB(extent.shape) AS place,
      1.001 * greatest(CASE WHEN asked.by_distance THEN asked.within_m ELSE 0 END,
                       CASE WHEN asked.by_zones THEN extent.ring_m + widest.ring_m ELSE 0 END) + 0.01 AS reach
    FROM extent CROSS JOIN asked CROSS JOIN (SELECT max(ring_m) AS ring_m FROM hazardous) AS widest
    WHERE extent.is_main
  ) AS s
  JOIN (SELECT extent.*, ST_GeomFromWKB(shape) AS place FROM extent) AS t ON ST_DWithin(s.place, t.place, s.reach)
  WHERE s.likeness >= t.likeness AND s.likeness <= t.likeness AND s.id <> t.id
) AS near
WHERE (by_zones AND plane_m / (1 + x * x / (2 * radius2)) <= rings_m)
   OR (by_distance AND are_sites AND plane_m / (1 + x * x / (2 * radius2)) <= within_m)
