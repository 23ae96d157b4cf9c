-- Every server keeps tiles in memory; at each commit that changes what they show, all servers are told which layer.
CREATE OR REPLACE FUNCTION tell_layers() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    PERFORM pg_notify('geo_app_changed', kind) FROM (SELECT kind FROM changed UNION SELECT kind FROM before) AS kinds;
  ELSE
    PERFORM pg_notify('geo_app_changed', kind) FROM (SELECT DISTINCT kind FROM changed) AS kinds;
  END IF;
  RETURN NULL;
END $$;

DO $$
DECLARE
  door regclass;
BEGIN
  -- every table that a layer is read from
  FOR door IN SELECT c.oid::regclass FROM pg_class AS c WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
    AND 3 = (SELECT count(*) FROM pg_attribute WHERE attrelid = c.oid AND attname IN ('kind', 'geom_3857', 'sys')) LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER tell_inserted AFTER INSERT ON %s REFERENCING NEW TABLE AS changed
      FOR EACH STATEMENT EXECUTE FUNCTION tell_layers()', door);
    EXECUTE format('CREATE OR REPLACE TRIGGER tell_updated AFTER UPDATE ON %s REFERENCING OLD TABLE AS before
      NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION tell_layers()', door);
    EXECUTE format('CREATE OR REPLACE TRIGGER tell_deleted AFTER DELETE ON %s REFERENCING OLD TABLE AS changed
      FOR EACH STATEMENT EXECUTE FUNCTION tell_layers()', door);
  END LOOP;
END $$;

CREATE OR REPLACE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('geo_app_changed', TG_ARGV[0]);
  RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER tell AFTER INSERT OR UPDATE OR DELETE ON division
  FOR EACH STATEMENT EXECUTE FUNCTION tell('division');
-- other rights: nothing that was drawn holds any more
CREATE OR REPLACE TRIGGER tell AFTER INSERT OR UPDATE OR DELETE ON layer_right
  FOR EACH STATEMENT EXECUTE FUNCTION tell('');
