-- `bench.sites` made-up sites in one township of the demonstration county, half of them in its town; all is invented.
INSERT INTO site (kind, name, initials, code, address, control_level, unit, person, telephone, colour, method,
                  assessed_on, review_on, demo, source, attributes, geom)
SELECT kind, '演示' || title || n, 'ys' || n, 'T' || n, '演示路 ' || n % 997 || ' 号', 'township', '演示单位' || n % 1009,
       '演示人' || n % 499, '0871-' || 63000000 + n % 1000000, colour, 'lec', on_day, on_day + 365, true,
       '演示数据', jsonb_build_object(field, choices[1 + n % cardinality(choices)]), spot
FROM (
  SELECT (dump).path[1] + part * 1000000 AS n, (dump).geom AS spot,
         (ARRAY['red', 'orange', 'yellow', 'yellow', 'blue', 'blue', 'blue', NULL])[1 + (dump).path[1] % 8] AS colour,
         current_date - ((dump).path[1] * 7919 % 500) AS on_day, (dump).path[1] % 100 / 100.0 AS share
  FROM division,
       LATERAL (VALUES (0, geom), (1, st_intersection(geom, st_buffer(st_pointonsurface(geom), 0.015)))) AS ground (part, here),
       LATERAL st_dump(st_generatepoints(here, current_setting('bench.sites')::int / 2, 5301)) AS dump
  WHERE code = '530181007'
) AS place
JOIN (VALUES  -- which share of the sites is what
  ('risk_point', '风险点', numrange(0, 0.60), 'category', ARRAY['road', 'dust', 'confined', 'crowd']),
  ('hazard_source', '危险源', numrange(0.60, 0.75), 'category', ARRAY['tank', 'store', 'unit']),
  ('fuel_station', '加油站', numrange(0.75, 0.85), 'brand', ARRAY['A', 'B']),
  ('protected_target', '防护目标', numrange(0.85, 0.92), 'category', ARRAY['school', 'hospital']),
  ('settlement', '居民点', numrange(0.92, 1), 'kind_of', ARRAY['village', 'estate'])
) AS layer (kind, title, of_all, field, choices) ON of_all @> share::numeric;
