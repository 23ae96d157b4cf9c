-- The zones of a site follow it, in the same transaction: its division decides who sees them, a zone that reaches so
-- many metres is drawn again from the new boundary, and a zone with a label is called after the site.
CREATE OR REPLACE FUNCTION carry_zones() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM zone USING new_rows AS s WHERE s.id = zone.site_id AND s.retired;
  UPDATE zone SET division = drawn.division, demo = drawn.demo, name = drawn.name, geom = drawn.geom
  FROM (
    SELECT z.id, s.division, s.demo, coalesce(s.name || ' ' || (z.attributes ->> 'label'), z.name) AS name,
           CASE WHEN z.reach_m IS NULL THEN z.geom ELSE ring(s.geom, z.reach_m) END AS geom
    FROM new_rows AS s JOIN zone AS z ON z.site_id = s.id) AS drawn
  WHERE zone.id = drawn.id AND ((zone.division, zone.demo, zone.name)
          IS DISTINCT FROM (drawn.division, drawn.demo, drawn.name)
      OR NOT st_orderingequals(zone.geom, drawn.geom));
  RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS carry_zones ON site;
CREATE TRIGGER carry_zones AFTER UPDATE ON site REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION carry_zones();
