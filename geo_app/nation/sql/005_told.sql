-- Which values of fields meet which condition of a place: each said once, however many sites have it.
SELECT f.kind, f.field, f.value, c.place_row, regexp_like(f.value, c.pattern) AS fits
FROM (SELECT DISTINCT kind, field, value FROM fact) AS f
JOIN condition AS c ON c.kind = f.kind AND c.field = f.field
