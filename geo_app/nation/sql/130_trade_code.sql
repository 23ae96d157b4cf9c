-- The trade of each hazard by GB/T 4754: as its ledger states it, or as its other fields tell.
WITH letter AS (
  SELECT DISTINCT section FROM trade
), stated AS (
  SELECT f.id, CASE WHEN letter.section IS NULL THEN f.code ELSE regexp_replace(f.code, '^[A-Z]', '') END AS code
  FROM (SELECT id, upper(trim(value)) AS code FROM fact WHERE field = 'trade_code') AS f
  LEFT JOIN letter ON f.code LIKE concat(letter.section, '%') AND regexp_like(f.code, '^[A-Z][0-9]+$')
), read AS (
  SELECT stated.id, CASE WHEN regexp_like(code, '^[0-9]$') THEN concat('0', code) ELSE code END AS code
  FROM stated LEFT JOIN letter ON letter.section = stated.code
  WHERE regexp_like(stated.code, '^[0-9]+$') OR letter.section IS NOT NULL
), guessed AS (
  SELECT id, code FROM (
    SELECT site.id, guess.code, row_number() OVER (PARTITION BY site.id ORDER BY guess.n) AS nth
    FROM site JOIN guess ON guess.kind = site.kind
    LEFT JOIN fact ON fact.id = site.id AND fact.field = guess.field
    WHERE guess.field = '' OR regexp_like(fact.value, guess.pattern)
  ) AS fits WHERE nth = 1
)
SELECT site.id, site.kind, hazardous.ring_m, coalesce(read.code, guessed.code) AS code
FROM site JOIN hazardous ON hazardous.kind = site.kind
LEFT JOIN read ON read.id = site.id LEFT JOIN guessed ON guessed.id = site.id
