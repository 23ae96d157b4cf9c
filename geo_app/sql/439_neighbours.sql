-- Neighbours see of each other the zones that reach over the border, and nothing else.

ALTER TABLE neighbour ENABLE ROW LEVEL SECURITY;
DO $$
DECLARE
  act record;
BEGIN
  DROP POLICY IF EXISTS see ON neighbour;
  CREATE POLICY see ON neighbour FOR SELECT TO geo_app USING (division_below(division) && (SELECT actor_scope()));
  FOR act IN VALUES ('add', 'INSERT', 'WITH CHECK'), ('change', 'UPDATE', 'USING'), ('drop', 'DELETE', 'USING') LOOP
    EXECUTE format('DROP POLICY IF EXISTS %I ON neighbour', act.column1);
    EXECUTE format('CREATE POLICY %I ON neighbour FOR %s TO geo_app %s (
      division <@ (SELECT actor_scope()) AND actor_rank() >= 4)', act.column1, act.column2, act.column3);
  END LOOP;
END $$;

-- What whoever shows this token may know: the parts of these kinds of zones that lie in their county; no name, no number
-- of a site, no order that would tell one. Nothing where nobody was given the token. Cut at their border: what lies
-- on our side of it is not theirs to know.
CREATE OR REPLACE FUNCTION border_zones(shown bytea, kinds text[]) RETURNS TABLE (kind text, metres double precision, since date,
  demo boolean, geojson text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT z.kind, z.metres, (lower(z.sys) AT TIME ZONE 'Asia/Shanghai')::date, z.demo, st_asgeojson(part.geom, 7, 0)
  FROM neighbour AS n JOIN division AS theirs ON theirs.id = n.neighbour
  CROSS JOIN LATERAL (
    SELECT b.kind, b.metres, b.sys, b.demo, b.geom, b.division FROM buffer AS b WHERE b.geom && theirs.geom
    UNION ALL SELECT o.kind, o.reach_m, o.sys, o.demo, o.geom, o.division FROM zone AS o WHERE o.geom && theirs.geom
  ) AS z
  CROSS JOIN LATERAL (
    SELECT st_multi(st_collectionextract(st_intersection(z.geom, theirs.geom), 3)) AS geom
    WHERE st_dimension(z.geom) = 2 AND st_intersects(z.geom, theirs.geom)) AS part
  WHERE n.token_hash = shown AND z.division <@ division_below(n.division) AND z.kind = ANY (kinds)
    AND NOT st_isempty(part.geom)
  ORDER BY z.kind, z.metres, st_geohash(st_centroid(part.geom)), st_area(part.geom)
$$;

-- Who shows this token, noting that they asked.
CREATE OR REPLACE FUNCTION neighbour_asking(shown bytea) RETURNS TABLE (division bigint, neighbour bigint)
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE neighbour AS n SET asked_at = clock_timestamp() WHERE token_hash = shown RETURNING n.division, n.neighbour
$$;

-- Whose a zone of a neighbour is to see: of the division it lies in, as far as that is in the county that asked.
CREATE OR REPLACE FUNCTION ground_of(place geometry, county bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN found <@ division_below(county) THEN found ELSE county END FROM division_of(place) AS found
$$;

-- What neighbours told us of the ground under a footprint, and how new it is; for each neighbour of the county that
-- the footprint stands in one row without a zone where nothing of it reaches there.
CREATE OR REPLACE FUNCTION neighbours_touching(footprint geometry) RETURNS TABLE (name text, what text, what_en text, metres double precision,
  share double precision, told_at timestamptz) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT d.name, z.attributes ->> 'what', z.attributes ->> 'what_en', (z.attributes ->> 'metres')::float8,
         part_inside(footprint, z.geom), n.told_at
  FROM neighbour AS n JOIN division AS d ON d.id = n.neighbour
  LEFT JOIN neighbour_zone_as_of AS z ON z.neighbour = n.neighbour AND z.geom && footprint
    AND st_intersects(z.geom, footprint)
  WHERE n.address IS NOT NULL AND division_below(n.division) @> division_of(footprint)
  ORDER BY d.name, z.attributes ->> 'what', z.id
$$;
