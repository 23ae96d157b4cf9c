-- The made-up province so many times (`bench.provinces`, up to twelve): the same sites, moved so far that none overlap.
-- The one that was there is number 1.
INSERT INTO site (kind, name, initials, code, address, control_level, unit, person, telephone, measures, residents,
                  colour, method, assessed_on, review_on, demo, source, attributes, geom)
SELECT kind, name, initials, code || '-' || n, address, control_level, unit, person, telephone, measures, residents,
       colour, method, assessed_on, review_on, demo, source, attributes,
       st_translate(geom, 8.8 * (n % 4 - 1), 8.2 * (n / 4))
FROM site CROSS JOIN generate_series(0, current_setting('bench.provinces')::int - 1) AS n
WHERE n <> 1;
