-- A made-up province on the real counties of Yunnan: `bench.sites` points and a tenth as many polygons.
-- Everything here is invented; the same number of sites gives the same rows every time.
SELECT setseed(0.5301);

-- One town a county. The n-th is asked for with a weight of 1/n, as towns are large and small.
CREATE TEMPORARY TABLE town AS
SELECT row_number() OVER (ORDER BY md5(code)) AS n, st_x(middle) AS lon, st_y(middle) AS lat,
       0.02 + 0.1 * random() AS spread, count(*) OVER () AS towns
FROM (SELECT code, st_pointonsurface(geom) AS middle FROM division WHERE level = 3 AND code LIKE '53%') AS county;

-- Nine in ten stand around a town, the rest anywhere. In the order of ledgers: county after county.
CREATE TEMPORARY TABLE place AS
WITH drawn AS MATERIALIZED (
  SELECT n, random() AS share, floor((SELECT max(towns) FROM town) ^ random())::bigint AS town,
         sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()) AS east,
         sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random()) AS north,
         random() AS w, random() AS s, random() AS grade, random() AS due, random() AS sort
  FROM generate_series(1, (current_setting('bench.sites')::int * 1.1)::int) AS n
)
SELECT drawn.n, drawn.n > current_setting('bench.sites')::int AS is_area, sort, grade, due,
       st_setsrid(CASE WHEN share < 0.9 THEN st_makepoint(lon + east * spread, lat + north * spread)
                       ELSE st_makepoint(97.6 + 8.5 * w, 21.2 + 8 * s) END, 4490) AS spot
FROM drawn JOIN town ON town.n = drawn.town
ORDER BY CASE WHEN share < 0.9 THEN drawn.town END, sort;

INSERT INTO site (kind, name, initials, code, address, control_level, unit, person, telephone, measures, residents,
                  colour, method, assessed_on, review_on, demo, source, attributes, geom)
SELECT kind, '演示' || title || n, 'ys' || n, 'B' || n, '演示路 ' || n % 997 || ' 号',
       (ARRAY['city', 'county', 'township', 'enterprise'])[1 + n % 4], '演示单位' || n % 1009, '演示人' || n % 499,
       '0871-' || 63000000 + n % 1000000, '定期巡查，落实责任，设置警示标志', n % 800,
       graded.colour, CASE WHEN graded.colour IS NOT NULL THEN 'lec' END,
       CASE WHEN graded.colour IS NOT NULL THEN DATE '2025-01-01' + (due * 600)::int END,
       CASE WHEN graded.colour IS NOT NULL THEN DATE '2026-01-01' + (due * 600)::int END,
       true, '演示数据', jsonb_build_object(field, choices[1 + n % cardinality(choices)]),
       CASE WHEN is_area THEN st_buffer(spot, 0.0004 + 0.003 * sort, 'quad_segs=2') ELSE spot END
FROM place
JOIN (VALUES  -- which share of the points and of the areas is what
  ('risk_point', '风险点', numrange(0, 0.50), 'empty'::numrange, 'category', ARRAY['road', 'dust', 'confined', 'crowd']),
  ('hazard_source', '危险源', numrange(0.50, 0.70), 'empty', 'category', ARRAY['tank', 'store', 'unit']),
  ('protected_target', '防护目标', numrange(0.70, 0.80), numrange(0, 0.40), 'category', ARRAY['school', 'hospital']),
  ('settlement', '居民点', numrange(0.80, 0.90), 'empty', 'kind_of', ARRAY['village', 'estate']),
  ('fuel_station', '加油站', numrange(0.90, 0.95), 'empty', 'brand', ARRAY['A', 'B']),
  ('mine', '矿山', numrange(0.95, 1), numrange(0.40, 0.58), 'mineral', ARRAY['煤', '铁', '磷', '石灰石']),
  ('tailings_pond', '尾矿库', 'empty', numrange(0.58, 0.88), 'class', ARRAY['3', '4', '5']),
  ('chemical_park', '化工园区', 'empty', numrange(0.88, 0.98), 'level', ARRAY['A', 'B', 'C']),
  ('chemical_plant', '化工企业', 'empty', numrange(0.98, 1), 'category', ARRAY['production', 'storage', 'use'])
) AS layer (kind, title, of_points, of_areas, field, choices)
  ON CASE WHEN is_area THEN of_areas ELSE of_points END @> ((n::bigint * 7919 % 10000) / 10000.0)
CROSS JOIN LATERAL (SELECT CASE WHEN kind NOT IN ('protected_target', 'settlement') THEN
  CASE WHEN grade < 0.03 THEN 'red' WHEN grade < 0.15 THEN 'orange' WHEN grade < 0.5 THEN 'yellow'
       WHEN grade < 0.85 THEN 'blue' END END AS colour) AS graded
ORDER BY place.ctid;
