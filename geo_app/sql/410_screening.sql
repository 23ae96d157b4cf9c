-- What the rules of distance say to a project that does not stand yet. Hazards and people beyond a border count too,
-- so these run as owner; what the caller may not see comes without number and name.

-- The rules that speak of a project of this kind, and the places on the other side of each.
CREATE OR REPLACE FUNCTION project_rules(project_kind text, fields jsonb, people int)
RETURNS TABLE (rule text, as_source boolean, is_one boolean, asks text, reach_m double precision, other gap_place)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH role AS (
    SELECT p.place, is_among(fields, people, p) AS is_one, p.asks FROM gap_place AS p
    WHERE p.kind = project_kind AND is_among(fields, people, p) IS NOT FALSE
  )
  SELECT r.rule, true, role.is_one, role.asks, r.reach_m, p
  FROM role JOIN gap_rule AS r ON r.source = role.place AND r.required_m IS NOT NULL JOIN gap_place AS p ON p.place = r.target
  UNION ALL
  SELECT r.rule, false, role.is_one, role.asks, r.reach_m, p
  FROM role JOIN gap_rule AS r ON r.target = role.place AND r.source <> r.target AND r.required_m IS NOT NULL
  JOIN gap_place AS p ON p.place = r.source
$$;

-- The sites in reach of each rule, nearest first, at most thirty a rule and layer; `measured_m` to the millimetre. `doubt_m` is how far an outline may reach beyond the point that is registered.
CREATE OR REPLACE FUNCTION project_distances(footprint geometry, project_kind text, fields jsonb, people int, own bigint[])
RETURNS TABLE (rule text, as_source boolean, project_is_one boolean, project_asks text, site_id bigint, site_name text,
  site_kind text, site_is_one boolean, site_asks text, measured_m double precision, doubt_m double precision,
  may_see boolean, changed_on date, connection text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH near AS MATERIALIZED (
    SELECT a.rule, a.as_source, a.is_one, a.asks, found.id, is_among(found.attributes, found.residents, a.other) AS site_is_one,
      (a.other).asks AS site_asks
    FROM project_rules(project_kind, fields, people) AS a
    JOIN gap_layer AS l ON l.kind = (a.other).kind
    CROSS JOIN LATERAL (  -- only a table, not a view of several, is read in the order of distance
      (SELECT s.id, s.attributes, s.residents FROM site AS s
       WHERE as_of() IS NULL AND s.kind = (a.other).kind
         AND s.geom && reach_box(footprint, greatest(a.reach_m, l.surveyed_m, 2000))
         AND NOT s.retired AND s.id <> ALL (own) AND is_among(s.attributes, s.residents, a.other) IS NOT FALSE
       ORDER BY s.geom <-> footprint LIMIT 30)
      UNION ALL
      (SELECT s.id, s.attributes, s.residents FROM site_as_of AS s
       WHERE as_of() IS NOT NULL AND s.kind = (a.other).kind
         AND s.geom && reach_box(footprint, greatest(a.reach_m, l.surveyed_m, 2000))
         AND NOT s.retired AND s.id <> ALL (own) AND is_among(s.attributes, s.residents, a.other) IS NOT FALSE
       ORDER BY s.geom <-> footprint LIMIT 30)) AS found
  ), measured AS MATERIALIZED (
    SELECT s.*, round(st_distance(s.geom::geography, footprint::geography)::numeric, 3)::double precision AS metres,
      s.division <@ (SELECT actor_scope()) AND s.kind = ANY ((SELECT readable_kinds())::text[]) AS may_see
    FROM site_as_of AS s WHERE s.id = ANY (ARRAY(SELECT DISTINCT id FROM near))
  )
  SELECT near.rule, near.as_source, near.is_one, near.asks,
    CASE WHEN m.may_see THEN m.id END, CASE WHEN m.may_see THEN m.name END, m.kind, near.site_is_one, near.site_asks,
    m.metres,
    CASE WHEN st_dimension(m.geom) = 0 THEN l.half_extent_m ELSE 0 END
      + CASE WHEN st_dimension(footprint) = 0 THEN coalesce(own_layer.half_extent_m, 0) ELSE 0 END,
    m.may_see, lower(m.sys)::date, st_asgeojson(connection_of(footprint, m.geom, m.metres), 7, 0)
  FROM near JOIN measured AS m USING (id) JOIN gap_layer AS l ON l.kind = m.kind
  LEFT JOIN gap_layer AS own_layer ON own_layer.kind = project_kind
  ORDER BY near.rule, m.metres
$$;

-- Rules with nobody on the other side for miles: not kept, but unchecked. The layers that nobody has filled.
CREATE OR REPLACE FUNCTION project_unsurveyed(footprint geometry, project_kind text, fields jsonb, people int)
RETURNS TABLE (rule text, layers text, within_m double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  WITH layer AS MATERIALIZED (  -- looked at once for each layer, not for each rule
    SELECT l.kind, l.title, l.surveyed_m, (
      SELECT s.id FROM site_as_of AS s
      WHERE s.kind = l.kind AND s.geom && reach_box(footprint, l.surveyed_m) AND NOT s.retired LIMIT 1) AS any_site
    FROM gap_layer AS l WHERE l.surveyed_m IS NOT NULL)
  SELECT a.rule, string_agg(DISTINCT layer.title, '、'), max(layer.surveyed_m)
  FROM project_rules(project_kind, fields, people) AS a JOIN layer ON layer.kind = (a.other).kind
  WHERE layer.any_site IS NULL
  GROUP BY a.rule
$$;
