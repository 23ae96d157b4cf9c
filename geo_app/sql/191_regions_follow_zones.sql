-- A region follows what is drawn around its members: scenarios, rings of their own, contours, flow paths.
CREATE OR REPLACE FUNCTION regions_follow_zones() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
  touched bigint[];
BEGIN
  SELECT array_agg(DISTINCT member.region_id) INTO touched
  FROM changed JOIN joint_region_member AS member ON member.site_id = changed.site_id
  JOIN joint_region AS region ON region.id = member.region_id AND NOT region.retired
  WHERE changed.kind <> 'park_line' AND st_dimension(changed.geom) = 2;
  IF touched IS NOT NULL THEN
    PERFORM draw_joint_regions(touched);
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER joint_regions_inserted AFTER INSERT ON zone REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION regions_follow_zones();
CREATE OR REPLACE TRIGGER joint_regions_updated AFTER UPDATE ON zone REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION regions_follow_zones();
CREATE OR REPLACE TRIGGER joint_regions_deleted AFTER DELETE ON zone REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION regions_follow_zones();
