-- The nearest site of a layer (of these categories, where some are named) within `metres` of each of some sites that the
-- caller may see, edge to edge on the ellipsoid; beyond the caller's divisions without number, name and way.
CREATE OR REPLACE FUNCTION nearest_of(ids bigint[], of_kind text, categories text[], metres double precision)
RETURNS TABLE (from_id bigint, id bigint, name text, distance_m double precision, way text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH mine AS MATERIALIZED (  -- first of all: otherwise the nearest is sought for every site there is
    SELECT s.id, s.geom FROM unnest(ids) AS wanted (id) JOIN site_as_of AS s USING (id)
    WHERE s.division <@ (SELECT actor_scope()))
  SELECT mine.id, CASE WHEN may.see THEN hit.id END, CASE WHEN may.see THEN hit.name END, hit.away,
    CASE WHEN may.see THEN st_asgeojson(meeting_of(mine.geom, hit.geom, hit.away), 7, 0) END
  FROM mine CROSS JOIN LATERAL (
    SELECT s.id, s.name, s.kind, s.division, s.geom, st_distance(s.geom::geography, mine.geom::geography) AS away
    FROM site_as_of AS s
    WHERE s.kind = of_kind AND s.geom && reach_box(mine.geom, metres) AND NOT s.retired AND s.id <> mine.id
      AND (categories IS NULL OR s.attributes ->> 'category' = ANY (categories))
      AND st_dwithin(s.geom::geography, mine.geom::geography, metres)
    ORDER BY away, s.id LIMIT 1) AS hit
  CROSS JOIN LATERAL (SELECT hit.division <@ actor_scope() AND hit.kind = ANY (readable_kinds()) AS see) AS may
$$;
