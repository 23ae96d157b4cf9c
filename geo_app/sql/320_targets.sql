-- Protected targets within `metres` of a site's boundary, edge to edge on the ellipsoid, or touched by a `reach` given
-- instead; the azimuth is that of their middle from the middle of the site. Counted across borders like residents
-- (310): what the caller may not see comes without number and name.
CREATE OR REPLACE FUNCTION targets_within(site_id bigint, metres double precision, reach geometry)
RETURNS TABLE (id bigint, name text, category text, protection_class text, people int, distance_m double precision,
  azimuth_deg double precision)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  origin geometry;
  line geography;
  wide geometry;  -- a little more than the reach, for the index
  centre geography;
BEGIN
  SELECT geom INTO origin FROM boundary_of(site_id);
  line := origin::geography;
  centre := st_centroid(origin)::geography;
  wide := st_envelope(coalesce(reach, ring(origin, metres * 1.01)));
  RETURN QUERY
  SELECT CASE WHEN may.see THEN s.id END, CASE WHEN may.see THEN s.name END,
    s.attributes ->> 'category', s.attributes ->> 'protection_class', (s.attributes ->> 'people')::int,
    st_distance(s.geom::geography, line), coalesce(degrees(st_azimuth(centre, st_centroid(s.geom)::geography)), 0)
  FROM site_as_of AS s CROSS JOIN LATERAL (
    SELECT s.division <@ actor_scope() AND s.kind = ANY (readable_kinds()) AS see) AS may
  WHERE s.kind = 'protected_target' AND NOT s.retired AND s.id <> targets_within.site_id AND s.geom && wide
    AND CASE WHEN reach IS NULL THEN st_dwithin(s.geom::geography, line, metres) ELSE st_intersects(s.geom, reach) END
  ORDER BY 6, s.id;
END $$;
