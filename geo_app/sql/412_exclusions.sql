-- Where a project may not stand, around a box in which a place is sought: the same rules as 410 and 411, asked the
-- other way round. All shapes are in the plane that the caller names (EPSG of a 3-degree zone), one a row, as WKB.

-- All that lies within `metres` of a place, two thousandths too wide: the corners of a drawn circle, and the scale of
-- the plane, must not let a place in that is too near. What lies far outside the box is cut off.
CREATE OR REPLACE FUNCTION widened(place geometry, box geometry, metres double precision, plane int) RETURNS geometry
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT st_buffer(st_transform(CASE WHEN st_npoints(place) > 500 THEN st_clipbybox2d(place, reach_box(box, metres))
    ELSE place END, plane), metres * 1.002 + 0.01, 16)
$$;

-- Distances, for these rules. `fails`: surely too near; otherwise too near as far as is known. Where only a point is
-- registered, the outline may reach farther.
CREATE OR REPLACE FUNCTION excluded_by_distance(box geometry, plane int, project_kind text, fields jsonb, people int,
  own bigint[], rules text[])
RETURNS TABLE (rule text, fails boolean, sites bigint, shape bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH found AS MATERIALIZED (
    SELECT a.rule, r.required_m, coalesce(a.is_one AND near.is_one, false) AS is_known, near.geom,
      CASE WHEN near.is_one AND st_dimension(near.geom) = 0 THEN l.half_extent_m ELSE 0 END AS doubt
    FROM project_rules(project_kind, fields, people) AS a JOIN gap_rule AS r ON r.rule = a.rule AND r.rule = ANY (rules)
    JOIN gap_layer AS l ON l.kind = (a.other).kind
    CROSS JOIN LATERAL (
      SELECT s.geom, is_among(s.attributes, s.residents, a.other) AS is_one FROM site_as_of AS s
      WHERE s.kind = (a.other).kind AND s.geom && reach_box(box, r.required_m + l.half_extent_m) AND NOT s.retired
        AND s.id <> ALL (own) AND is_among(s.attributes, s.residents, a.other) IS NOT FALSE OFFSET 0) AS near
  ), kept_off AS (
    SELECT found.rule, true AS fails, widened(geom, box, required_m, plane) AS shape FROM found WHERE is_known
    UNION ALL
    SELECT found.rule, false, widened(geom, box, required_m + doubt, plane) FROM found WHERE NOT is_known OR doubt > 0
  )
  SELECT kept_off.rule, kept_off.fails, count(*), st_asbinary(st_union(kept_off.shape)) FROM kept_off GROUP BY 1, 2
$$;

-- Zones of a kind; and, not surely, the surroundings of those that would throw one but nobody has drawn it.
CREATE OR REPLACE FUNCTION excluded_by_zone(box geometry, plane int, zone_kind text, source_kind text, metres double precision)
RETURNS TABLE (fails boolean, sites bigint, shape bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH drawn AS MATERIALIZED (
    SELECT site_id, geom FROM zone_as_of WHERE kind = zone_kind
    UNION ALL SELECT site_id, geom FROM buffer_as_of WHERE kind = zone_kind
  )
  SELECT true, count(*), st_asbinary(st_union(st_transform(geom, plane))) FROM drawn
  WHERE geom && box AND st_dimension(geom) = 2 HAVING count(*) > 0
  UNION ALL
  SELECT false, count(*), st_asbinary(st_union(widened(s.geom, box, metres, plane))) FROM site_as_of AS s
  WHERE s.kind = source_kind AND NOT s.retired AND s.geom && reach_box(box, metres)
    AND NOT EXISTS (SELECT FROM drawn WHERE drawn.site_id = s.id) HAVING count(*) > 0
$$;

-- The ground of chemical parks; a park that is only a point has none.
CREATE OR REPLACE FUNCTION park_ground(box geometry, plane int) RETURNS TABLE (sites bigint, points bigint, shape bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT count(*), count(*) FILTER (WHERE st_dimension(s.geom) < 2),
    st_asbinary(st_union(st_transform(s.geom, plane)) FILTER (WHERE st_dimension(s.geom) = 2))
  FROM site_as_of AS s WHERE s.kind = 'chemical_park' AND NOT s.retired AND s.geom && box HAVING count(*) > 0
$$;

-- Contours of a risk above the limit; and, not surely, the surroundings of plants that have none.
CREATE OR REPLACE FUNCTION excluded_by_risk(box geometry, plane int, per_year double precision)
RETURNS TABLE (fails boolean, sites bigint, shape bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT true, count(*), st_asbinary(st_union(st_transform(geom, plane))) FROM zone_as_of
  WHERE kind = 'risk_contour' AND geom && box AND (attributes ->> 'level')::double precision > per_year HAVING count(*) > 0
  UNION ALL
  SELECT false, count(*), st_asbinary(st_union(widened(s.geom, box, 1000, plane)))
  FROM site_as_of AS s JOIN gap_place AS p ON p.place = 'plant' AND p.kind = s.kind
  WHERE s.geom && reach_box(box, 1000) AND NOT s.retired AND is_among(s.attributes, s.residents, p)
    AND NOT EXISTS (SELECT FROM zone_as_of AS z WHERE z.kind = 'risk_contour' AND z.site_id = s.id) HAVING count(*) > 0
$$;

-- The surroundings of all sites of these layers.
CREATE OR REPLACE FUNCTION surroundings_of(box geometry, plane int, kinds text[], metres double precision, own bigint[])
RETURNS TABLE (fails boolean, sites bigint, shape bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT false, count(*), st_asbinary(st_union(widened(s.geom, box, metres, plane))) FROM site_as_of AS s
  WHERE s.kind = ANY (kinds) AND NOT s.retired AND s.geom && reach_box(box, metres) AND s.id <> ALL (own) HAVING count(*) > 0
$$;

-- What if this neighbour stood elsewhere (or, without a place, were gone)? To be undone by the caller: all that is
-- drawn from the site follows it meanwhile. Whoever sees a site may ask. False where one does not see it.
CREATE OR REPLACE FUNCTION put_elsewhere(site_id bigint, place geometry) RETURNS boolean LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  UPDATE site SET geom = coalesce(place, geom), retired = place IS NULL
  WHERE id = site_id AND NOT retired AND may_see(division, kind);
  RETURN FOUND;
END $$;
