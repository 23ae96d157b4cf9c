-- A distance that has become short is told to whoever holds its source, and, where a county border lies between, to
-- whoever holds its target. While many come at once, as with a ledger or with new rules, the register says it, and
-- nobody gets a hundred notices.
CREATE OR REPLACE FUNCTION tell_short_gaps() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
  most CONSTANT int := 20;
BEGIN
  IF (SELECT count(*) FROM (SELECT FROM new_rows WHERE verdict = 'short' LIMIT most + 1) AS short) <= most THEN
    INSERT INTO notice (kind, division, layer, site_id, title, text, link, created_by)
    SELECT 'gap_short', side.division, side.layer, side.site_id, '“' || n.name || '”' || side.of_whom || '间距不足',
      concat(n.attributes ->> 'rule_title', coalesce(
        '：要求 ' || n.required_m || ' 米，实测 ' || round(n.measured_m::numeric, 1) || ' 米', '：' || n.why),
        '(' || (n.attributes ->> 'clause') || ')'), side.link,
      coalesce(current_setting('geo_app.actor', true), '')  -- empty where the owner upgrades
    FROM new_rows AS n CROSS JOIN LATERAL (
      SELECT n.division, n.attributes ->> 'source_layer' AS layer, n.source_id AS site_id, '' AS of_whom,
        '/?site=' || n.source_id AS link
      UNION ALL SELECT t.division, t.kind, t.id, '(邻县)与“' || t.name || '”', '/gaps?site=' || t.id
      FROM site AS t WHERE t.id = n.target_id AND t.division / 1000000 <> n.division / 1000000) AS side
    WHERE n.verdict = 'short' AND NOT n.demo
      AND NOT EXISTS (SELECT FROM history.gap AS o WHERE o.id = n.id AND o.version = n.version - 1
                      AND o.verdict = 'short');
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER tell_short_inserted AFTER INSERT ON gap REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION tell_short_gaps();
CREATE OR REPLACE TRIGGER tell_short_updated AFTER UPDATE ON gap REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION tell_short_gaps();
