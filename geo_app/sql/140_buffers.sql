-- Buffers follow their sites and the rings of the layer files (table layer_ring), in the same transaction.
CREATE OR REPLACE FUNCTION draw_buffers(site_ids bigint[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM buffer WHERE site_id = ANY (site_ids) AND NOT EXISTS (
    SELECT FROM site JOIN layer_ring ON layer_ring.of_kind = site.kind
    WHERE site.id = buffer.site_id AND NOT site.retired
      AND layer_ring.kind = buffer.kind AND layer_ring.metres = buffer.metres);
  INSERT INTO buffer (kind, site_id, name, metres, division, colour, demo, geom)
  SELECT r.kind, s.id, s.name, r.metres, s.division, s.colour, s.demo, ring(s.geom, r.metres)
  FROM site AS s JOIN layer_ring AS r ON r.of_kind = s.kind
  WHERE s.id = ANY (site_ids) AND NOT s.retired
  ON CONFLICT (site_id, kind, metres) DO UPDATE
    SET name = excluded.name, division = excluded.division, colour = excluded.colour,
        demo = excluded.demo, geom = excluded.geom
    WHERE (buffer.name, buffer.division, buffer.colour, buffer.demo)
            IS DISTINCT FROM (excluded.name, excluded.division, excluded.colour, excluded.demo)
       OR NOT st_orderingequals(buffer.geom, excluded.geom);
END $$;

CREATE OR REPLACE FUNCTION follow_sites() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
  throwing bigint[];
BEGIN
  SELECT array_agg(id) INTO throwing FROM new_rows
  WHERE EXISTS (SELECT FROM layer_ring WHERE of_kind = new_rows.kind);
  IF throwing IS NOT NULL THEN
    PERFORM draw_buffers(throwing);
  END IF;
  RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS buffers_inserted ON site;
CREATE TRIGGER buffers_inserted AFTER INSERT ON site REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION follow_sites();
DROP TRIGGER IF EXISTS buffers_updated ON site;
CREATE TRIGGER buffers_updated AFTER UPDATE ON site REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION follow_sites();
