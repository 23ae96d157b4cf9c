-- Federation: what a county publishes, whose ids are whose, and what a database does with the rows of those it joined.
-- The ids of a database that is published begin with its code: 530124 gives 530124000000001 and on.

-- The divisions that were joined: their rows are changed at home alone.
CREATE OR REPLACE FUNCTION joined_scope() RETURNS int8multirange LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(range_agg(division_below(division)), '{}') FROM joined
$$;

CREATE OR REPLACE FUNCTION at_home(division bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT NOT division <@ joined_scope()
$$;

-- The code that begins an id, as a division; 0 where the database that gave it is not published.
CREATE OR REPLACE FUNCTION given_by(id bigint) RETURNS bigint LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT id / 1000000000 * 1000000
$$;

-- The name of the division whose database alone changes a row, at a province that of the county and not of the city
-- between; NULL for one of our own.
CREATE OR REPLACE FUNCTION keeper_of(whose bigint, row_id bigint) RETURNS text LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = public, pg_temp AS $$
  SELECT coalesce(d.full_name, k.division::text)
  FROM (SELECT division FROM joined UNION SELECT division FROM published WHERE NOT at_home(division)) AS k
  LEFT JOIN division AS d ON d.id = k.division CROSS JOIN division_below(k.division) AS scope
  WHERE scope @> whose OR scope @> given_by(row_id)
  ORDER BY scope @> given_by(row_id) DESC, upper(scope) - lower(scope) LIMIT 1
$$;

-- What is published: all that has a history, with it, and of the rest what the map reads. Not: accounts, files on
-- their way in (quarantine), what neighbours told us, what is still due, notices (each database tells its own people), raw readings (their hours
-- are), counts.
CREATE OR REPLACE VIEW federated AS
SELECT c.oid::regclass AS door, n.nspname || '.' || c.relname AS name, n.nspname = 'history' AS is_history
FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND c.relname NOT IN ('quarantine', 'neighbour_zone') AND (
  n.nspname IN ('public', 'history') AND c.relname IN (
    SELECT relname FROM pg_class WHERE relnamespace = 'history'::regnamespace AND relkind = 'r')
  OR n.nspname = 'public' AND c.relname IN ('reading_hour', 'point_last', 'division', 'published'));

CREATE OR REPLACE VIEW federated_column AS
SELECT f.name AS door, a.attname::text AS name, format_type(a.atttypid, a.atttypmod) AS type
FROM federated AS f JOIN pg_attribute AS a ON a.attrelid = f.door
WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '';

CREATE OR REPLACE FUNCTION federation_shape() RETURNS text LANGUAGE sql STABLE SET search_path = public, pg_temp AS $$
  SELECT md5(string_agg(concat_ws(' ', door, name, type), ',' ORDER BY door COLLATE "C", name COLLATE "C"))
  FROM federated_column
$$;

-- Which rows a database that is published as `home` may not have: their ids would meet those of another.
CREATE OR REPLACE FUNCTION ids_in_the_way(home bigint) RETURNS TABLE (name text, n bigint) LANGUAGE plpgsql AS $$
DECLARE
  each record;
BEGIN
  FOR each IN SELECT f.* FROM federated AS f JOIN pg_attribute AS a ON a.attrelid = f.door AND a.attname = 'id'
    WHERE f.door <> 'division'::regclass LOOP
    RETURN QUERY EXECUTE format('SELECT %L, count(*) FROM %s WHERE given_by(id) <> $1
      AND at_home(given_by(id)) HAVING count(*) > 0', each.name, each.door) USING home;
  END LOOP;
END $$;

-- From here on ids begin with the code of `home`; those of a table that has begun so go on.
CREATE OR REPLACE FUNCTION give_ids(home bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  first bigint := home / 1000000 * 1000000000 + 1;
  each record;
  last bigint;
BEGIN
  FOR each IN SELECT f.door, pg_get_serial_sequence(f.name, 'id') AS sequence FROM federated AS f
    JOIN pg_attribute AS a ON a.attrelid = f.door AND a.attname = 'id' AND a.attidentity <> '' LOOP
    EXECUTE format('SELECT last_value FROM %s', each.sequence) INTO last;
    IF given_by(last) <> home THEN
      PERFORM setval(each.sequence, first, false);
    END IF;
  END LOOP;
END $$;

-- The tables of the two publications, again after each upgrade. A TRUNCATE does not travel: whoever joined has rows of
-- others in the same tables. Of divisions only what lies below a county: the city has the others.
CREATE OR REPLACE FUNCTION publish_tables() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  home bigint := (SELECT division FROM published WHERE at_home(division));
BEGIN
  IF home IS NULL THEN
    RETURN;
  END IF;
  IF NOT EXISTS (SELECT FROM pg_publication WHERE pubname = 'geo_app_rows') THEN
    CREATE PUBLICATION geo_app_rows WITH (publish = 'insert, update, delete');
    CREATE PUBLICATION geo_app_history WITH (publish = 'insert');
  END IF;
  EXECUTE (SELECT format('ALTER PUBLICATION geo_app_rows SET TABLE %s', string_agg(door || CASE
    WHEN door = 'division'::regclass THEN format(' WHERE (id > %s AND id < %s AND id %% 1000000 <> 0)',
      home, upper(division_below(home))) ELSE '' END, ', ')) FROM federated WHERE NOT is_history);
  EXECUTE (SELECT format('ALTER PUBLICATION geo_app_history SET TABLE %s', string_agg(door::text, ', '))
    FROM federated WHERE is_history);
  PERFORM give_ids(home);
  UPDATE published SET shape = federation_shape() WHERE division = home AND shape <> federation_shape();
END $$;

-- Alive: whoever joined reads in it how far behind it is.
CREATE OR REPLACE FUNCTION beat() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
  UPDATE published SET beat_at = clock_timestamp()
  WHERE at_home(division) AND beat_at < clock_timestamp() - interval '20 seconds'
$$;

-- A row of a joined division is changed at home, also one that lies over the border. Who tries is told; what only follows from another change is left out.
CREATE OR REPLACE FUNCTION refuse_or_skip() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF pg_trigger_depth() = 1 AND coalesce(current_setting('geo_app.actor', true), '') NOT IN ('', '系统') THEN
    RAISE EXCEPTION 'a row of a joined county is changed at home' USING ERRCODE = 'GA001';
  END IF;
END $$;

CREATE OR REPLACE FUNCTION keep_at_home() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
  elsewhere int8multirange := joined_scope();
BEGIN
  IF TG_OP <> 'INSERT' AND (OLD.division <@ elsewhere OR given_by(OLD.id) <@ elsewhere)
     OR TG_OP <> 'DELETE' AND NEW.division <@ elsewhere THEN
    PERFORM refuse_or_skip();
    RETURN NULL;
  END IF;
  IF TG_OP = 'DELETE' THEN
    RETURN OLD;
  END IF;
  RETURN NEW;
END $$;

-- The same by an id: of a point, a region, a site. The argument names the column.
CREATE OR REPLACE FUNCTION keep_at_home_by_id() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
  whose bigint := coalesce(to_jsonb(NEW), to_jsonb(OLD)) ->> TG_ARGV[0];
BEGIN
  IF TG_TABLE_NAME = 'division' AND whose % 1000000 <> 0 AND NOT at_home(whose)
     OR TG_TABLE_NAME <> 'division' AND NOT at_home(given_by(whose)) THEN
    PERFORM refuse_or_skip();
    RETURN NULL;
  END IF;
  RETURN coalesce(NEW, OLD);
END $$;

-- What follows from a row that came from elsewhere: replication wakes triggers of rows alone, and only those that say so.
CREATE OR REPLACE FUNCTION tell_layer_of_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP <> 'INSERT' THEN
    PERFORM pg_notify('geo_app_changed', OLD.kind);
  END IF;
  IF TG_OP <> 'DELETE' THEN
    PERFORM pg_notify('geo_app_changed', NEW.kind);
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION count_row() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  counted date;
BEGIN
  PERFORM pg_advisory_xact_lock_shared(5301818);
  SELECT day INTO counted FROM site_counted;
  INSERT INTO site_count (kind, cell, division, colour, n, overdue, map_x, map_y)
  SELECT kind, qk >> 36, division, colour, sign, CASE WHEN review_on < counted THEN sign ELSE 0 END,
         sign * map_x::float8, sign * map_y::float8
  FROM (SELECT 1 AS sign, (NEW).* WHERE TG_OP <> 'DELETE'
        UNION ALL SELECT -1, (OLD).* WHERE TG_OP <> 'INSERT') AS moved
  WHERE counted IS NOT NULL AND NOT retired;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION cut_row() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  DELETE FROM division_piece WHERE division_id = coalesce(NEW.id, OLD.id);
  INSERT INTO division_piece (division_id, level, geom)
  SELECT NEW.id, NEW.level, st_subdivide((st_dump(NEW.geom)).geom, 128) WHERE NEW.geom IS NOT NULL;
  PERFORM pg_notify('geo_app_changed', 'division');
  RETURN NULL;
END $$;

-- All of this stands only where somebody was joined: nobody else pays for it.
CREATE OR REPLACE FUNCTION follow_joined() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  each record;
BEGIN
  FOR each IN
    WITH by_id (door, of) AS (VALUES ('joint_region_member', 'region_id'), ('recompute_due', 'site_id'),
      ('opinion_due', 'opinion_id'), ('reading_hour', 'point_id'), ('point_last', 'point_id'), ('division', 'id')),
    columns AS (SELECT f.name AS door, array_agg(a.name) AS names FROM federated AS f
      JOIN federated_column AS a ON a.door = f.name WHERE NOT f.is_history GROUP BY f.name)
    SELECT 'b_home' AS name, door, format('keep_at_home_by_id(%L)', of) AS does, true AS ours FROM by_id
    UNION ALL SELECT 'b_home', door, 'keep_at_home()', true FROM columns
      WHERE 'division' = ANY (names) AND door NOT IN ('public.joint_region_member', 'public.published')
    UNION ALL SELECT 'tell_row', door, 'tell_layer_of_row()', false FROM columns
      WHERE EXISTS (SELECT FROM pg_trigger WHERE tgrelid = door::regclass AND tgname = 'tell_inserted')
    UNION ALL VALUES ('count_row', 'site', 'count_row()', false), ('cut_row', 'division', 'cut_row()', false),
      ('forget_left', 'published', 'forget_left()', false)
  LOOP
    EXECUTE format('DROP TRIGGER IF EXISTS %I ON %s', each.name, each.door::regclass);
    IF EXISTS (SELECT FROM joined) THEN
      EXECUTE format('CREATE TRIGGER %I %s INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION %s', each.name,
        CASE WHEN each.ours THEN 'BEFORE' ELSE 'AFTER' END, each.door::regclass, each.does);
      IF NOT each.ours THEN
        EXECUTE format('ALTER TABLE %s ENABLE REPLICA TRIGGER %I', each.door::regclass, each.name);
      END IF;
    END IF;
  END LOOP;
END $$;

-- How many rows of a division there are here, by table; with `forget` they go, and what was drawn to them. As
-- replication would: nothing follows but what follows from its rows.
CREATE OR REPLACE FUNCTION rows_of(home bigint, forget boolean) RETURNS TABLE (name text, n bigint) LANGUAGE plpgsql AS $$
DECLARE
  each record;
  own CONSTANT int8range := division_below(home);
BEGIN
  FOR each IN
    SELECT f.name AS door, string_agg(CASE
      WHEN a.attname = 'division' AND f.door = 'published'::regclass THEN 'division <@ $1'
      WHEN a.attname = 'division' THEN  -- not what another county keeps
        'division <@ $1 AND (given_by(id) = 0 OR division_below(given_by(id)) @> $1)'
      ELSE format('given_by(%I) <@ $1', a.attname) END, ' OR ') AS whose
    FROM (SELECT federated.name, door FROM federated WHERE door <> 'division'::regclass
          UNION SELECT 'public.notice', 'notice'::regclass) AS f
    JOIN pg_attribute AS a ON a.attrelid = f.door AND a.attnum > 0
      AND a.attname IN ('id', 'division', 'site_id', 'point_id', 'target_id')
    GROUP BY f.name
    UNION ALL SELECT 'public.division', 'id <@ $1 AND id % 1000000 <> 0'
  LOOP
    EXECUTE format('SELECT count(*) FROM %s WHERE %s', each.door, each.whose) INTO n USING own;
    IF n > 0 THEN
      name := each.door;
      IF forget THEN
        EXECUTE format('DELETE FROM %s WHERE %s', each.door, each.whose) USING own;
      END IF;
      RETURN NEXT;
    END IF;
  END LOOP;
END $$;

-- A county left the city that we joined: the row by which it was published goes there and so here. Its history
-- is published without deletions, so it goes now.
CREATE OR REPLACE FUNCTION forget_left() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT FROM joined WHERE division = OLD.division) THEN
    PERFORM rows_of(OLD.division, true);
  END IF;
  RETURN NULL;
END $$;

-- Who joined reads all that is published, and nothing else.
DO $$
DECLARE
  each record;
BEGIN
  GRANT USAGE ON SCHEMA public, history TO geo_app_federation;
  GRANT SELECT ON federated, federated_column TO geo_app_federation, geo_app;
  FOR each IN VALUES ('published'), ('joined') LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', each.column1);
    EXECUTE format('DROP POLICY IF EXISTS see ON %I', each.column1);
    EXECUTE format('CREATE POLICY see ON %I FOR SELECT TO geo_app USING (division <@ (SELECT actor_scope()))', each.column1);
  END LOOP;
  FOR each IN SELECT f.door, c.relrowsecurity FROM federated AS f JOIN pg_class AS c ON c.oid = f.door LOOP
    EXECUTE format('GRANT SELECT ON %s TO geo_app_federation', each.door);
    EXECUTE format('DROP POLICY IF EXISTS federate ON %s', each.door);
    IF each.relrowsecurity THEN
      EXECUTE format('CREATE POLICY federate ON %s FOR SELECT TO geo_app_federation USING (true)', each.door);
    END IF;
  END LOOP;
END $$;

-- Functions with the rights of the owner are for the app: a login that joins has no other door.
DO $$
DECLARE
  door regprocedure;
BEGIN
  FOR door IN SELECT p.oid FROM pg_proc AS p WHERE pronamespace = 'public'::regnamespace AND prosecdef
    AND NOT EXISTS (SELECT FROM pg_depend AS d WHERE d.objid = p.oid AND d.deptype = 'e') LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', door);
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO geo_app', door);
  END LOOP;
END $$;

SELECT publish_tables();
SELECT follow_joined();
