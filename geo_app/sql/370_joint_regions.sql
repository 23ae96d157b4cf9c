-- A joint region is seen by whoever may see the division of any of its members; it is changed, with its members and
-- records, by whoever may edit in the division that holds them all. (After 210: other than the rule for all tables.)
DO $$
DECLARE
  door text;
  part text;
BEGIN
  FOREACH door IN ARRAY ARRAY['joint_region', 'history.joint_region'] LOOP
    EXECUTE format('DROP POLICY IF EXISTS see ON %s', door);
    EXECUTE format('CREATE POLICY see ON %s FOR SELECT TO geo_app USING (
      reach && (SELECT actor_scope()) AND kind = ANY ((SELECT readable_kinds())::text[]))', door);
  END LOOP;
  FOREACH part IN ARRAY ARRAY['joint_region_member', 'joint_region_record'] LOOP
    FOREACH door IN ARRAY ARRAY[part, 'history.' || part] LOOP
      EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', door);
      EXECUTE format('DROP POLICY IF EXISTS see ON %s', door);
      EXECUTE format('CREATE POLICY see ON %s FOR SELECT TO geo_app USING (
        EXISTS (SELECT FROM joint_region AS region WHERE region.id = region_id))', door);
    END LOOP;
    EXECUTE format('DROP POLICY IF EXISTS keep ON %s', part);
    EXECUTE format('CREATE POLICY keep ON %s FOR ALL TO geo_app USING (EXISTS (
      SELECT FROM joint_region AS region WHERE region.id = region_id AND region.division <@ (SELECT actor_scope())
        AND region.kind = ANY ((SELECT editable_kinds())::text[])))', part);
  END LOOP;
END $$;

-- The members of a region for whoever may see it, also those beyond one's own divisions: who guards together knows
-- one another by name, place and colour; only one's own can be opened.
CREATE OR REPLACE FUNCTION members_of_region(region bigint)
RETURNS TABLE (site_id bigint, name text, kind text, division bigint, division_name text, colour text, unit text,
               trade text, form text, reason text, retired boolean, can_open boolean)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT site.id, site.name, site.kind, site.division, d.full_name, site.colour, site.unit, member.trade, member.form,
    member.reason, site.retired, site.division <@ actor_scope() AND site.kind = ANY (readable_kinds())
  FROM joint_region AS seen
  JOIN joint_region_member AS member ON member.region_id = seen.id JOIN site ON site.id = member.site_id
  LEFT JOIN division AS d ON d.id = site.division
  WHERE seen.id = region AND seen.reach && actor_scope()
  ORDER BY array_position(ARRAY['red', 'orange', 'yellow', 'blue'], site.colour), site.id;
END $$;

-- The border between each two neighbouring divisions of one level that runs inside an outline, in metres: the edge of
-- the one that lies along the other (their outlines may differ by a few metres).
CREATE OR REPLACE FUNCTION borders_inside(outline geometry)
RETURNS TABLE (level smallint, one text, other text, length_m double precision) LANGUAGE sql STABLE AS $$
  WITH touched AS MATERIALIZED (
    SELECT d.id, d.level, d.full_name, st_intersection(st_makevalid(d.geom), outline) AS area,
      st_intersection(st_boundary(d.geom), outline) AS edge
    FROM divisions_touched(outline) AS t JOIN division AS d ON d.id = t.id)
  SELECT a.level, a.full_name, b.full_name, along.metres
  FROM touched AS a JOIN touched AS b ON a.level = b.level AND a.id < b.id
  CROSS JOIN LATERAL (
    SELECT st_length(st_intersection(a.edge, ring(b.area, 20))::geography) AS metres) AS along
  WHERE NOT st_isempty(b.area) AND along.metres > 0
  ORDER BY a.level, a.id, b.id
$$;
