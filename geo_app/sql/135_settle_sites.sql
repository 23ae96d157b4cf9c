-- New outlines of divisions: sites within the box whose division no longer holds them, or that are now known more
-- deeply, follow. A stated division below the place's own (a village without an outline) stays.
CREATE OR REPLACE FUNCTION settle_sites(box geometry) RETURNS bigint LANGUAGE sql AS $$
  WITH moved AS (
    UPDATE site SET division = division_of(site.geom)
    WHERE site.geom && box AND NOT division_below(division_of(site.geom)) @> site.division
    RETURNING 1)
  SELECT count(*) FROM moved
$$;
