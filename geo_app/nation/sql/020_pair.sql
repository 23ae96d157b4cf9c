-- Every two sites that any rule may speak of together, measured edge to edge. One join by place alone: the rules
-- come after it, because an equality beside it would make the engines compare by that and measure every pair. Around a
-- source of which nobody knows whether it is one, only what would be too near counts.
-- Metres of the plane are too long by 1 + x² / 2R², x from the meridian to the middle between the two.
SELECT source_id, target_id, round(plane_m / (1 + x * x / (2 * radius2)), 3) AS metres, source_is_point, target_is_point
FROM (
  SELECT s.id AS source_id, t.id AS target_id, ST_Distance(s.place, t.place) AS plane_m, s.radius2,
    (greatest(s.west, t.west) + least(s.east, t.east)) / 2 - s.meridian AS x,
    s.is_point AS source_is_point, t.is_point AS target_is_point
  FROM (
    SELECT flat.*, ST_GeomFromWKB(flat.shape) AS place, widest.reach_m * 1.001 + 1 AS reach
    FROM flat JOIN (
      SELECT role.id, max(CASE WHEN role.is_one THEN rule.reach_m ELSE rule.required_m END) AS reach_m
      FROM role JOIN rule ON rule.source = role.place WHERE rule.required_m IS NOT NULL GROUP BY role.id
    ) AS widest ON widest.id = flat.id
    WHERE flat.is_main
  ) AS s
  JOIN (
    SELECT flat.*, ST_GeomFromWKB(flat.shape) AS place
    FROM flat JOIN (
      SELECT DISTINCT role.id FROM role JOIN rule ON rule.target = role.place WHERE rule.required_m IS NOT NULL
    ) AS aimed ON aimed.id = flat.id
  ) AS t ON ST_DWithin(s.place, t.place, s.reach)
  WHERE s.id <> t.id
) AS near
