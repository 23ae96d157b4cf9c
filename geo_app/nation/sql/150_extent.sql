-- The shapes of hazards with the radius of their rings, and the areas drawn from them, which have none.
SELECT alike.id, alike.likeness, alike.ring_m, true AS is_site, flat.is_main, flat.meridian, flat.radius2, flat.west,
  flat.east, flat.shape
FROM alike JOIN flat ON flat.id = alike.id
UNION ALL
SELECT alike.id, alike.likeness, 0, false, area.is_main, area.meridian, area.radius2, area.west, area.east, area.shape
FROM alike JOIN area ON area.id = alike.id CROSS JOIN asked WHERE asked.by_zones
