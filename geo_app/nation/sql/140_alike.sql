-- What members of a region share. A hazard whose trade is not known so exactly goes with its own kind only. The first
-- digits of a code are what is left of it without its tail: both engines can say that.
SELECT id, ring_m, coalesce(shared, concat('?', kind)) AS likeness
FROM (
  SELECT t.id, t.kind, t.ring_m,
    CASE WHEN asked.same_trade = 'any' THEN ''
      WHEN asked.same_trade = 'section' THEN CASE WHEN regexp_like(t.code, '^[A-Z]+$') THEN t.code ELSE trade.section END
      WHEN regexp_like(t.code, concat('^[0-9]{', asked.digits, ',}$'))
        THEN regexp_replace(t.code, concat(regexp_replace(t.code, concat('^[0-9]{', asked.digits, '}'), ''), '$'), '')
    END AS shared
  FROM trade_code AS t CROSS JOIN asked
  LEFT JOIN trade ON t.code LIKE concat(trade.division, '%')
) AS told
