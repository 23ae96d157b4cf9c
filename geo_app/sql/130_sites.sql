-- A site's division follows from its place. A stated division is kept only where it lies below that one and has no
-- outline of its own (as many townships); otherwise the place decides.
CREATE OR REPLACE FUNCTION place_site() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  place bigint;
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.division = OLD.division AND NEW.geom IS NOT DISTINCT FROM OLD.geom THEN
    RETURN NEW;
  END IF;
  IF TG_OP = 'INSERT' AND NEW.division <> 0 AND current_setting('geo_app.placed', true) = 'yes' THEN
    RETURN NEW;  -- write_staged() has just looked for it
  END IF;
  place := division_of(NEW.geom);
  IF NEW.division IS NULL OR NOT division_below(place) @> NEW.division
     OR NOT EXISTS (SELECT FROM division WHERE id = NEW.division AND division.geom IS NULL) THEN
    NEW.division := place;
  END IF;
  RETURN NEW;
END $$;

DROP TRIGGER IF EXISTS a_place ON site;
CREATE TRIGGER a_place BEFORE INSERT OR UPDATE ON site FOR EACH ROW EXECUTE FUNCTION place_site();

-- What an assessment says about its site: visibility follows the site, also when the site moves.
CREATE OR REPLACE FUNCTION move_assessments() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE assessment SET division = n.division
  FROM new_rows AS n WHERE assessment.site_id = n.id AND assessment.division <> n.division;
  RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS move_assessments ON site;
CREATE TRIGGER move_assessments AFTER UPDATE ON site REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION move_assessments();
