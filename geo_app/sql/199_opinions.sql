-- Which opinions a change may have touched is written down in the transaction of the change; siting/watch.py looks.
CREATE OR REPLACE FUNCTION ask_opinions() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO opinion_due (opinion_id)
    SELECT DISTINCT o.id FROM new_rows AS n JOIN opinion AS o ON o.reach && n.geom AND o.stage IN ('draft', 'submitted', 'signed');
  END IF;
  IF TG_OP <> 'INSERT' THEN
    INSERT INTO opinion_due (opinion_id)
    SELECT DISTINCT o.id FROM old_rows AS n JOIN opinion AS o ON o.reach && n.geom AND o.stage IN ('draft', 'submitted', 'signed');
  END IF;
  RETURN NULL;
END $$;

DO $$
DECLARE
  door text;
BEGIN
  FOREACH door IN ARRAY ARRAY['site', 'zone', 'buffer'] LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER opinions_inserted AFTER INSERT ON %I REFERENCING NEW TABLE AS new_rows
      FOR EACH STATEMENT EXECUTE FUNCTION ask_opinions()', door);
    EXECUTE format('CREATE OR REPLACE TRIGGER opinions_updated AFTER UPDATE ON %I REFERENCING OLD TABLE AS old_rows
      NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION ask_opinions()', door);
    EXECUTE format('CREATE OR REPLACE TRIGGER opinions_deleted AFTER DELETE ON %I REFERENCING OLD TABLE AS old_rows
      FOR EACH STATEMENT EXECUTE FUNCTION ask_opinions()', door);
  END LOOP;
END $$;

-- The highest number given so far, whoever may see that opinion.
CREATE OR REPLACE FUNCTION last_opinion_number(beginning text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT max(number) FROM opinion WHERE starts_with(number, beginning)
$$;
