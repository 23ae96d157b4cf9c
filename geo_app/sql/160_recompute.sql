-- Where people move in, out or away from a boundary, standing assessments that the map counted for have to be reckoned
-- anew. Which ones is written down in the transaction of the change; classification/recompute.py works it off.
-- An area is widened by 0.0001 degrees, some ten metres: rather look once too often.
CREATE OR REPLACE FUNCTION ask_recompute() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO recompute_due (site_id, changed_id, change, new_residents)
    SELECT a.site_id, n.id, 'added', n.residents
    FROM new_rows AS n JOIN assessment AS a ON a.standing AND st_dwithin(a.counted_in, n.geom, 0.0001)
    WHERE n.kind = 'settlement' AND NOT n.retired
    UNION ALL  -- a new boundary around what stood alone
    SELECT a.site_id, n.id, 'boundary', NULL
    FROM new_rows AS n JOIN assessment AS a ON a.standing AND a.counted_in && n.geom AND a.site_id <> n.id
    JOIN site ON site.id = a.site_id AND st_intersects(site.geom, n.geom)
    WHERE n.kind = 'chemical_plant' AND st_dimension(n.geom) = 2;
    RETURN NULL;
  END IF;
  WITH moved AS MATERIALIZED (
    SELECT n.id, n.kind, n.retired, o.residents AS old_residents, n.residents AS new_residents, o.geom AS old_geom, n.geom,
      CASE WHEN n.retired <> o.retired THEN CASE WHEN n.retired THEN 'retired' ELSE 'added' END
           WHEN n.geom IS DISTINCT FROM o.geom THEN 'place' ELSE 'residents' END AS change
    FROM old_rows AS o JOIN new_rows AS n USING (id)
    WHERE n.geom IS DISTINCT FROM o.geom
       OR n.kind = 'settlement' AND (n.residents, n.retired) IS DISTINCT FROM (o.residents, o.retired)
       OR n.kind = 'chemical_plant' AND n.retired <> o.retired)
  INSERT INTO recompute_due (site_id, changed_id, change, old_residents, new_residents)
  SELECT DISTINCT a.site_id, moved.id, moved.change, moved.old_residents, moved.new_residents
  FROM moved CROSS JOIN LATERAL (VALUES (moved.old_geom), (moved.geom)) AS place (geom)
  JOIN assessment AS a ON a.standing AND st_dwithin(a.counted_in, place.geom, 0.0001)
  WHERE moved.kind = 'settlement'
  UNION ALL
  SELECT a.site_id, moved.id, 'boundary', NULL, NULL
  FROM moved JOIN assessment AS a ON a.site_id = moved.id AND a.standing AND a.counted_in IS NOT NULL
  WHERE moved.kind <> 'settlement' AND NOT moved.retired
  UNION ALL  -- what stands within a plant is measured from the plant's boundary
  SELECT DISTINCT a.site_id, moved.id, 'boundary', NULL::int, NULL::int
  FROM moved CROSS JOIN LATERAL (VALUES (moved.old_geom), (moved.geom)) AS place (geom)
  JOIN assessment AS a ON a.standing AND a.counted_in && place.geom AND a.site_id <> moved.id
  JOIN site ON site.id = a.site_id AND st_intersects(site.geom, place.geom)
  WHERE moved.kind = 'chemical_plant' AND st_dimension(place.geom) = 2;
  RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS recompute_inserted ON site;
CREATE TRIGGER recompute_inserted AFTER INSERT ON site REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION ask_recompute();
DROP TRIGGER IF EXISTS recompute_updated ON site;
CREATE TRIGGER recompute_updated AFTER UPDATE ON site REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION ask_recompute();
