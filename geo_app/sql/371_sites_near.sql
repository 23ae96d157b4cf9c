-- What stands near a shape. Counted across borders like residents (310): what the caller may not see comes without
-- number and name.

-- A strip of land along a line with flat ends, in true metres on either side.
CREATE OR REPLACE FUNCTION corridor(line geometry, half_m double precision) RETURNS geometry
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT st_multi(st_transform(st_buffer(plane.line,
    half_m * (1 + ((st_x(st_centroid(plane.line)) - 500000) / 6378137) ^ 2 / 2), 'endcap=flat join=round'), 4490))
  FROM (SELECT st_transform(corridor.line, zone_srid(st_x(st_centroid(corridor.line)))) AS line) AS plane
$$;

-- Sites of some layers within `metres` of a shape (0: those that touch it), edge to edge on the ellipsoid.
CREATE OR REPLACE FUNCTION sites_near(shape geometry, metres double precision, kinds text[])
RETURNS TABLE (id bigint, kind text, name text, category text, people int, colour text, distance_m double precision)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  line geography := shape::geography;
  wide geometry := st_envelope(ring(shape, metres * 1.01 + 1));  -- a little more than the reach, for the index
BEGIN
  RETURN QUERY
  SELECT CASE WHEN may.see THEN s.id END, s.kind, CASE WHEN may.see THEN s.name END, s.attributes ->> 'category',
    coalesce(s.residents, (s.attributes ->> 'people')::int), s.colour, st_distance(s.geom::geography, line)
  FROM site_as_of AS s CROSS JOIN LATERAL (
    SELECT s.division <@ actor_scope() AND s.kind = ANY (readable_kinds()) AS see) AS may
  WHERE s.kind = ANY (kinds) AND NOT s.retired AND s.geom && wide AND st_dwithin(s.geom::geography, line, metres)
  ORDER BY 7, s.id;
END $$;

-- Where along a line a place comes to lie: metres from its start to the point of the line nearest to the place.
CREATE OR REPLACE FUNCTION metres_along(line geometry, place geometry) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT st_linelocatepoint(plane.line, st_closestpoint(plane.line, plane.place)) * st_length(metres_along.line::geography)
  FROM (SELECT st_transform(metres_along.line, zone_srid(st_x(st_centroid(metres_along.line)))) AS line,
    st_transform(metres_along.place, zone_srid(st_x(st_centroid(metres_along.line)))) AS place) AS plane
$$;

-- Sites in the corridor of a line, in the order in which what comes down the line reaches them.
CREATE OR REPLACE FUNCTION sites_along(line geometry, half_m double precision, kinds text[])
RETURNS TABLE (id bigint, kind text, name text, people int, along_m double precision, distance_m double precision)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
#variable_conflict use_column
DECLARE
  land geometry := corridor(line, half_m);
BEGIN
  RETURN QUERY
  SELECT CASE WHEN may.see THEN s.id END, s.kind, CASE WHEN may.see THEN s.name END,
    coalesce(s.residents, (s.attributes ->> 'people')::int),
    metres_along(line, st_intersection(s.geom, land)), st_distance(s.geom::geography, line::geography)
  FROM site_as_of AS s CROSS JOIN LATERAL (
    SELECT s.division <@ actor_scope() AND s.kind = ANY (readable_kinds()) AS see) AS may
  WHERE s.kind = ANY (kinds) AND NOT s.retired AND s.geom && land AND st_intersects(s.geom, land)
  ORDER BY 5, s.id;
END $$;
