-- What layers would have to be surveyed around a source, and how far, as a box in degrees.
SELECT DISTINCT s.id, r.rule, l.kind,
  site.west - l.surveyed_m * 1.01 / (111100 * cos(radians(least(greatest(abs(site.south), abs(site.north)), 80)))) AS west,
  site.south - l.surveyed_m * 1.01 / 110500 AS south,
  site.east + l.surveyed_m * 1.01 / (111100 * cos(radians(least(greatest(abs(site.south), abs(site.north)), 80)))) AS east,
  site.north + l.surveyed_m * 1.01 / 110500 AS north
FROM role AS s
JOIN rule AS r ON r.source = s.place AND r.required_m IS NOT NULL
JOIN place AS p ON p.place = r.target
JOIN layer AS l ON l.kind = p.kind AND l.surveyed_m IS NOT NULL
JOIN site ON site.id = s.id
WHERE s.is_one
