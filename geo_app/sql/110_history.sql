-- Every row of a table with history says who made it, why, and since when it holds.
CREATE OR REPLACE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    NEW.version := OLD.version + 1;
    -- two changes in one transaction, or a clock that jumped back, still follow one another
    NEW.sys := tstzrange(greatest(clock_timestamp(), lower(OLD.sys) + interval '1 microsecond'), NULL);
  ELSE
    NEW.version := 1;
    NEW.sys := tstzrange(clock_timestamp(), NULL);
  END IF;
  NEW.changed_by := coalesce(current_setting('geo_app.actor', true), '');
  NEW.reason := coalesce(current_setting('geo_app.reason', true), '');
  RETURN NEW;
END $$;
-- The mirrors, their triggers and the views <table>_as_of are made from the tables: geo_app/history/mirror.py
