-- Protected targets within `metres` of a site's boundary, edge to edge on the ellipsoid. Counted across borders like
-- residents (310): what the caller may not see comes without number and name.
CREATE OR REPLACE FUNCTION targets_near(site_id bigint, metres double precision)
RETURNS TABLE (id bigint, name text, category text, protection_class text, people int, distance_m double precision)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  origin geometry;
  line geography;
  wide geometry;  -- a little more than the reach, for the index
BEGIN
  SELECT geom INTO origin FROM boundary_of(site_id);
  line := origin::geography;
  wide := st_envelope(ring(origin, metres * 1.01));
  RETURN QUERY
  SELECT CASE WHEN may.see THEN s.id END, CASE WHEN may.see THEN s.name END,
    s.attributes ->> 'category', s.attributes ->> 'protection_class', (s.attributes ->> 'people')::int,
    st_distance(s.geom::geography, line)
  FROM site_as_of AS s CROSS JOIN LATERAL (
    SELECT s.division <@ actor_scope() AND s.kind = ANY (readable_kinds()) AS see) AS may
  WHERE s.kind = 'protected_target' AND NOT s.retired AND s.id <> targets_near.site_id
    AND s.geom && wide AND st_dwithin(s.geom::geography, line, metres)
  ORDER BY 6, s.id;
END $$;
