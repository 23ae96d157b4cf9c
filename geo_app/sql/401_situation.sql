-- Sites of some layers by township, layer and colour as they stood at an instant: from the table and its history alike.
CREATE OR REPLACE FUNCTION sites_at(at timestamptz, kinds text[], low bigint, high bigint)
RETURNS TABLE (township bigint, kind text, colour text, number bigint) LANGUAGE sql STABLE AS $$
  SELECT s.division / 1000 * 1000, s.kind, coalesce(s.colour, 'none'), count(*) FROM (
    SELECT division, kind, colour, retired FROM site
    WHERE kind = ANY (kinds) AND division BETWEEN low AND high AND sys @> at
    UNION ALL
    SELECT division, kind, colour, retired FROM history.site
    WHERE kind = ANY (kinds) AND division BETWEEN low AND high AND sys @> at) AS s
  WHERE NOT s.retired GROUP BY 1, 2, 3
$$;

-- Squares of a grid (metres, in the 3-degree zone of `middle`) in which sites of some layers stand, or where something
-- happened between two days: hidden dangers that were found, accidents.
CREATE OR REPLACE FUNCTION danger_cells(size double precision, middle double precision, since date, until date,
  kinds text[], low bigint, high bigint)
RETURNS TABLE (across int, up int, sites bigint, findings bigint, accidents bigint, shape text) LANGUAGE sql STABLE AS $$
  WITH happened AS (
    SELECT s.geom, 1 AS site, 0 AS finding, 0 AS accident FROM site_as_of AS s
    WHERE s.kind = ANY (kinds) AND NOT s.retired AND s.division BETWEEN low AND high
    UNION ALL
    SELECT f.geom, 0, 1, 0 FROM finding_as_of AS f
    WHERE f.state NOT IN ('dismissed', 'struck') AND f.division BETWEEN low AND high
      AND (f.happened_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN since AND until
    UNION ALL
    SELECT a.geom, 0, 0, 1 FROM site_as_of AS a
    WHERE a.kind = 'accident' AND NOT a.retired AND a.division BETWEEN low AND high
      AND (a.attributes ->> 'happened_on')::date BETWEEN since AND until
  ), laid AS (
    SELECT floor(st_x(place) / size)::int AS across, floor(st_y(place) / size)::int AS up, site, finding, accident
    FROM happened CROSS JOIN LATERAL st_transform(st_pointonsurface(geom), zone_srid(middle)) AS place
  )
  SELECT across, up, sum(site), sum(finding), sum(accident), st_asgeojson(st_transform(
    st_makeenvelope(across * size, up * size, (across + 1) * size, (up + 1) * size, zone_srid(middle)), 4490), 6)
  FROM laid GROUP BY across, up ORDER BY across, up
$$;

-- Sites where hidden dangers were found again and again between two days, and the accidents near them.
CREATE OR REPLACE FUNCTION repeat_sites(since date, until date, at_least int, near_m double precision, low bigint, high bigint)
RETURNS TABLE (site_id bigint, name text, kind text, colour text, findings bigint, accidents bigint, last_on date)
LANGUAGE sql STABLE AS $$
  SELECT s.id, s.name, s.kind, s.colour, f.findings, near.accidents, f.last_on
  FROM (
    SELECT site_id, count(*) AS findings, max((happened_at AT TIME ZONE 'Asia/Shanghai')::date) AS last_on
    FROM finding_as_of
    WHERE state NOT IN ('dismissed', 'struck') AND site_id IS NOT NULL AND division BETWEEN low AND high
      AND (happened_at AT TIME ZONE 'Asia/Shanghai')::date BETWEEN since AND until
    GROUP BY site_id) AS f
  JOIN site_as_of AS s ON s.id = f.site_id
  CROSS JOIN LATERAL (
    SELECT count(*) AS accidents FROM site_as_of AS a
    WHERE a.kind = 'accident' AND NOT a.retired AND (a.attributes ->> 'happened_on')::date BETWEEN since AND until
      AND st_dwithin(a.geom::geography, s.geom::geography, near_m)) AS near
  WHERE f.findings + near.accidents >= at_least
  ORDER BY f.findings + near.accidents DESC, s.id
$$;
