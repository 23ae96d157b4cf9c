-- What stands around a project that is not there yet: parks, zones, people, colours, risk. As in 410, these run as
-- owner, because what lies beyond a border counts too; what the caller may not see comes without number and name.

CREATE OR REPLACE FUNCTION may_see(division bigint, kind text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT division <@ actor_scope() AND kind = ANY (readable_kinds())
$$;

-- The part of a footprint that lies in an area: of its surface, its length, or its points.
CREATE OR REPLACE FUNCTION part_inside(footprint geometry, area geometry) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT CASE WHEN st_coveredby(footprint, area) THEN 1 WHEN NOT st_intersects(footprint, area) THEN 0
    WHEN st_dimension(footprint) = 2 THEN st_area(st_intersection(footprint, area)) / st_area(footprint)
    WHEN st_dimension(footprint) = 1 THEN st_length(st_intersection(footprint, area)) / st_length(footprint)
    ELSE st_numgeometries(st_multi(st_intersection(footprint, area)))::float8 / st_numgeometries(footprint) END
$$;

-- Whether somebody has drawn such a zone of a site.
CREATE OR REPLACE FUNCTION has_zone(site_id bigint, zone_kind text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM zone_as_of AS z WHERE z.kind = zone_kind AND z.site_id = has_zone.site_id)
    OR EXISTS (SELECT FROM buffer_as_of AS b WHERE b.kind = zone_kind AND b.site_id = has_zone.site_id)
$$;

-- The nearest sites of a layer, within `metres`; where a zone is named, only those of which nobody has drawn one.
CREATE OR REPLACE FUNCTION nearest_sites(of_kind text, footprint geometry, metres double precision, most int, undrawn text = NULL)
RETURNS SETOF site LANGUAGE sql STABLE AS $$
  (SELECT s.* FROM site AS s  -- only a table, not a view of several, is read in the order of distance
   WHERE as_of() IS NULL AND s.kind = of_kind AND s.geom && reach_box(footprint, metres) AND NOT s.retired
     AND st_dwithin(s.geom::geography, footprint::geography, metres) AND (undrawn IS NULL OR NOT has_zone(s.id, undrawn))
   ORDER BY s.geom <-> footprint LIMIT most)
  UNION ALL
  (SELECT s.* FROM site_as_of AS s
   WHERE as_of() IS NOT NULL AND s.kind = of_kind AND s.geom && reach_box(footprint, metres) AND NOT s.retired
     AND st_dwithin(s.geom::geography, footprint::geography, metres) AND (undrawn IS NULL OR NOT has_zone(s.id, undrawn))
   ORDER BY s.geom <-> footprint LIMIT most)
$$;

-- The twenty chemical parks nearest to a footprint, within 20 km.
CREATE OR REPLACE FUNCTION parks_around(footprint geometry)
RETURNS TABLE (site_id bigint, name text, share double precision, is_point boolean, distance_m double precision, changed_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT CASE WHEN may_see(s.division, s.kind) THEN s.id END, CASE WHEN may_see(s.division, s.kind) THEN s.name END,
    part_inside(footprint, s.geom), st_dimension(s.geom) < 2,
    round(st_distance(s.geom::geography, footprint::geography)::numeric, 3)::double precision, lower(s.sys)::date
  FROM nearest_sites('chemical_park', footprint, 20000, 20) AS s
  ORDER BY 5, s.id
$$;

-- The zones of these kinds that a footprint touches.
CREATE OR REPLACE FUNCTION zones_touching(footprint geometry, zone_kinds text[])
RETURNS TABLE (kind text, site_id bigint, name text, share double precision, changed_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT z.kind, CASE WHEN may_see(z.division, z.kind) THEN z.site_id END, CASE WHEN may_see(z.division, z.kind) THEN z.name END,
    part_inside(footprint, z.geom), lower(z.sys)::date
  FROM (SELECT kind, site_id, name, division, geom, sys FROM zone_as_of
        UNION ALL SELECT kind, site_id, name, division, geom, sys FROM buffer_as_of) AS z
  WHERE z.kind = ANY (zone_kinds) AND z.geom && footprint AND st_dimension(z.geom) = 2 AND st_intersects(z.geom, footprint)
$$;

-- For each kind of zone the nearest site in reach that would throw one, and of which nobody has drawn it.
CREATE OR REPLACE FUNCTION undrawn_sources(footprint geometry, zone_kinds text[], source_kinds text[], metres double precision[])
RETURNS TABLE (zone_kind text, site_id bigint, name text, kind text, distance_m double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT DISTINCT ON (asked.zone) asked.zone, CASE WHEN may_see(s.division, s.kind) THEN s.id END,
    CASE WHEN may_see(s.division, s.kind) THEN s.name END, s.kind,
    round(st_distance(s.geom::geography, footprint::geography)::numeric, 3)::double precision
  FROM unnest(zone_kinds, source_kinds, metres) AS asked (zone, source, metres)
  CROSS JOIN LATERAL nearest_sites(asked.source, footprint, asked.metres, 8, asked.zone) AS s
  ORDER BY asked.zone, 5, s.id
$$;

-- Homes and protected targets within `metres`, nearest first; `share` is the part of a settlement that lies in reach.
CREATE OR REPLACE FUNCTION people_around(footprint geometry, kinds text[], metres double precision)
RETURNS TABLE (id bigint, name text, kind text, people int, distance_m double precision, share double precision, may_see boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT CASE WHEN may.see THEN s.id END, CASE WHEN may.see THEN s.name END, s.kind,
    coalesce(s.residents, (s.attributes ->> 'people')::int),
    round(st_distance(s.geom::geography, footprint::geography)::numeric, 3)::double precision,
    share_within(s.geom, footprint, metres), may.see
  FROM site_as_of AS s CROSS JOIN LATERAL (SELECT may_see(s.division, s.kind) AS see) AS may
  WHERE s.kind = ANY (kinds) AND NOT s.retired AND s.geom && reach_box(footprint, metres)
    AND st_dwithin(s.geom::geography, footprint::geography, metres)
  ORDER BY 5, s.id
$$;

CREATE OR REPLACE FUNCTION coloured_around(footprint geometry, wanted text, metres double precision, own bigint[])
RETURNS TABLE (id bigint, name text, kind text, distance_m double precision, changed_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT CASE WHEN may_see(s.division, s.kind) THEN s.id END, CASE WHEN may_see(s.division, s.kind) THEN s.name END,
    s.kind, round(st_distance(s.geom::geography, footprint::geography)::numeric, 3)::double precision, lower(s.sys)::date
  FROM site_as_of AS s
  WHERE s.kind = ANY (ARRAY(SELECT layer_right.kind FROM layer_right)) AND s.geom && reach_box(footprint, metres)
    AND s.colour = wanted AND NOT s.retired AND s.id <> ALL (own)
    AND st_dwithin(s.geom::geography, footprint::geography, metres)
  ORDER BY 4, s.id LIMIT 20
$$;

-- The contours over a footprint, and the hazardous-chemical enterprises within 1 km that have none (level NULL).
CREATE OR REPLACE FUNCTION risk_around(footprint geometry)
RETURNS TABLE (site_id bigint, name text, level double precision, may_see boolean, changed_on date)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT CASE WHEN may_see(z.division, z.kind) THEN z.site_id END, CASE WHEN may_see(z.division, z.kind) THEN z.name END,
    (z.attributes ->> 'level')::double precision, may_see(z.division, z.kind), lower(z.sys)::date
  FROM zone_as_of AS z WHERE z.kind = 'risk_contour' AND z.geom && footprint AND st_intersects(z.geom, footprint)
  UNION ALL
  SELECT CASE WHEN may_see(s.division, s.kind) THEN s.id END, CASE WHEN may_see(s.division, s.kind) THEN s.name END,
    NULL, may_see(s.division, s.kind), lower(s.sys)::date
  FROM site_as_of AS s JOIN gap_place AS p ON p.place = 'plant' AND p.kind = s.kind
  WHERE s.kind = ANY (ARRAY(SELECT kind FROM gap_place WHERE place = 'plant')) AND s.geom && reach_box(footprint, 1000) AND NOT s.retired AND is_among(s.attributes, s.residents, p)
    AND st_dwithin(s.geom::geography, footprint::geography, 1000)
    AND NOT EXISTS (SELECT FROM zone_as_of AS z WHERE z.kind = 'risk_contour' AND z.site_id = s.id)
$$;

-- Whether a project is such a place, or may be one as far as is known.
CREATE OR REPLACE FUNCTION may_be_place(wanted text, project_kind text, fields jsonb, people int) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(bool_or(is_among(fields, people, p) IS NOT FALSE), false) FROM gap_place AS p
  WHERE p.place = wanted AND p.kind = project_kind
$$;

-- The counties (or, where no county is known, the deepest divisions above) that a footprint stands in, largest part first.
CREATE OR REPLACE FUNCTION divisions_under(footprint geometry)
RETURNS TABLE (code text, name text, share double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH under AS (
    SELECT d.code, d.full_name, d.level, part_inside(footprint, d.geom) AS share FROM division AS d
    WHERE d.level <= 3 AND d.geom && footprint AND st_intersects(d.geom, footprint)
  )
  SELECT code, full_name, share FROM under WHERE level = (SELECT max(level) FROM under) ORDER BY share DESC, code
$$;
