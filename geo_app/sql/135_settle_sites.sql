-- Outlines of divisions have changed: the sites within the box, and those of the changed divisions, follow their
-- place. A stated division below it that has no outline of its own (a village) stays.
DROP FUNCTION IF EXISTS settle_sites(geometry);
CREATE OR REPLACE FUNCTION settle_sites(box geometry, changed bigint[]) RETURNS bigint LANGUAGE sql AS $$
  WITH placed AS MATERIALIZED (
    SELECT id, division, division_of(geom) AS place FROM site WHERE geom && box OR division = ANY (changed)
  ), moved AS (
    UPDATE site SET division = placed.place FROM placed
    WHERE site.id = placed.id AND placed.division <> placed.place AND NOT (
      division_below(placed.place) @> placed.division
      AND EXISTS (SELECT FROM division WHERE id = placed.division AND geom IS NULL))
    RETURNING 1)
  SELECT count(*) FROM moved
$$;
