-- Joint regions follow their members: outline, colour, division, borders inside, and who may see them.

-- What a site means for a region: its smallest ring and the other areas drawn from it (a park's control line is no
-- reach of a hazard); without any, half the distance that the region was looked for by, at least 50 m.
CREATE OR REPLACE FUNCTION reach_of_site(of_site bigint, within_m double precision) RETURNS geometry
LANGUAGE sql STABLE AS $$
  SELECT coalesce(
    (SELECT st_union(area) FROM (
      (SELECT geom AS area FROM buffer WHERE site_id = of_site ORDER BY metres LIMIT 1) UNION ALL
      SELECT geom FROM zone WHERE site_id = of_site AND kind <> 'park_line' AND st_dimension(geom) = 2) AS areas),
    (SELECT ring(geom, greatest(within_m / 2, 50)) FROM site WHERE id = of_site))
$$;

-- The lowest division that holds all of these; 0 where that is the whole country.
CREATE OR REPLACE FUNCTION common_division(codes bigint[]) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce((
    SELECT least / size * size
    FROM (SELECT min(code) AS least, max(code) AS most FROM unnest(codes) AS code) AS ends,
      unnest(ARRAY[1, 1000, 1000000, 100000000, 10000000000]) AS size
    WHERE least / size = most / size ORDER BY size LIMIT 1), 0)
$$;

-- What the members of a region make of it. The outline of areas that lie apart is the hull around them.
CREATE OR REPLACE FUNCTION outline_of_sites(site_ids bigint[], within_m double precision,
  OUT geom geometry, OUT colour text, OUT division bigint, OUT reach int8multirange, OUT demo boolean, OUT n int)
LANGUAGE plpgsql STABLE AS $$
BEGIN
  SELECT CASE WHEN st_numgeometries(areas) > 1 THEN st_multi(st_convexhull(areas)) ELSE areas END,
    members.colour, members.division, members.reach, members.demo, members.n
  INTO geom, colour, division, reach, demo, n
  FROM (
    SELECT st_multi(st_union(reach_of_site(site.id, within_m))) AS areas,
      (array_agg(site.colour ORDER BY array_position(ARRAY['red', 'orange', 'yellow', 'blue'], site.colour)))[1] AS colour,
      common_division(array_agg(site.division)) AS division,
      range_agg(int8range(site.division, site.division, '[]')) AS reach,
      bool_and(site.demo) AS demo, count(*)::int AS n
    FROM site WHERE site.id = ANY (site_ids) AND NOT site.retired) AS members;
END $$;

-- The divisions that an outline touches, provinces to townships.
CREATE OR REPLACE FUNCTION divisions_touched(outline geometry)
RETURNS TABLE (id bigint, level smallint) LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN QUERY SELECT DISTINCT piece.division_id, piece.level FROM division_piece AS piece
  WHERE piece.level < 5 AND piece.geom && outline AND st_intersects(piece.geom, outline);
END $$;

-- The highest border that runs through an outline.
CREATE OR REPLACE FUNCTION border_crossed(outline geometry) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT (ARRAY['province', 'city', 'county', 'township'])[min(level)]
  FROM (SELECT level FROM divisions_touched(outline) GROUP BY level HAVING count(*) > 1) AS crossed
$$;

CREATE OR REPLACE FUNCTION draw_joint_regions(region_ids bigint[]) RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
  UPDATE joint_region AS region
  SET lead_site_id = (SELECT site_id FROM joint_region_member WHERE region_id = same.id AND site_id = same.lead_site_id),
    geom = drawn.geom, colour = drawn.colour, division = drawn.division, reach = drawn.reach, demo = drawn.demo,
    crosses = border_crossed(drawn.geom), attributes = region.attributes || jsonb_build_object('members', drawn.n)
  FROM joint_region AS same
  CROSS JOIN LATERAL outline_of_sites(
    ARRAY(SELECT site_id FROM joint_region_member WHERE region_id = same.id), coalesce(same.within_m, 0)) AS drawn
  WHERE region.id = same.id AND same.id = ANY (region_ids) AND drawn.geom IS NOT NULL
$$;

CREATE OR REPLACE FUNCTION regions_follow_sites() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
  touched bigint[];
BEGIN
  SELECT array_agg(DISTINCT member.region_id) INTO touched
  FROM new_rows AS n JOIN old_rows AS o USING (id) JOIN joint_region_member AS member ON member.site_id = n.id
  JOIN joint_region AS region ON region.id = member.region_id AND NOT region.retired
  WHERE (n.colour, n.division, n.retired) IS DISTINCT FROM (o.colour, o.division, o.retired)
    OR NOT st_orderingequals(n.geom, o.geom);
  IF touched IS NOT NULL THEN
    PERFORM draw_joint_regions(touched);
  END IF;
  RETURN NULL;
END $$;

-- after buffers_updated: by their names, in the order of the alphabet
DROP TRIGGER IF EXISTS joint_regions_updated ON site;
CREATE TRIGGER joint_regions_updated AFTER UPDATE ON site REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION regions_follow_sites();
