-- How many conditions of a place each site surely meets, and surely does not.
SELECT fact.id, told.place_row, count(CASE WHEN told.fits THEN 1 END) AS met, count(CASE WHEN NOT told.fits THEN 1 END) AS unmet
FROM fact JOIN told ON told.kind = fact.kind AND told.field = fact.field AND told.value = fact.value
GROUP BY fact.id, told.place_row
