-- Who sees and changes what. Rows by division (geo_app.scope) and layer (the layer file's see and edit), for every
-- door alike. Each sub-select runs once per query, not once per row. Whoever may see every layer is not asked about
-- each row's; and as part of an OR the list of layers does not multiply the searches in an index by its length.
CREATE OR REPLACE FUNCTION readable_kinds() RETURNS text[] LANGUAGE sql STABLE AS $$
  SELECT coalesce(array_agg(kind), '{}') FROM layer_right WHERE see_rank <= actor_rank()
$$;
CREATE OR REPLACE FUNCTION editable_kinds() RETURNS text[] LANGUAGE sql STABLE AS $$
  SELECT coalesce(array_agg(kind), '{}') FROM layer_right WHERE edit_rank <= actor_rank()
$$;

-- Every table whose rows belong to a division and a layer and keep a history, and the mirror of each.
CREATE OR REPLACE VIEW seen_by_division AS
SELECT c.oid::regclass AS door, c.relnamespace = 'history'::regnamespace AS is_history FROM pg_class AS c
WHERE c.relkind = 'r' AND c.relnamespace IN ('public'::regnamespace, 'history'::regnamespace) AND 3 = (
  SELECT count(*) FROM pg_attribute WHERE attrelid = c.oid AND attname IN ('division', 'kind', 'sys'));

DO $$
DECLARE
  door regclass;
BEGIN
  FOR door IN SELECT seen.door FROM seen_by_division AS seen UNION SELECT 'site_count'::regclass LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', door);
    EXECUTE format('DROP POLICY IF EXISTS see ON %s', door);
    EXECUTE format('CREATE POLICY see ON %s FOR SELECT TO geo_app USING (
      division <@ (SELECT actor_scope()) AND ((SELECT actor_rank() >= max(see_rank) FROM layer_right)
        OR kind = ANY ((SELECT readable_kinds())::text[])))', door);
  END LOOP;
  FOR door IN SELECT seen.door FROM seen_by_division AS seen WHERE NOT is_history LOOP
    EXECUTE format('DROP POLICY IF EXISTS add ON %s', door);
    EXECUTE format('CREATE POLICY add ON %s FOR INSERT TO geo_app WITH CHECK (
      division <@ (SELECT actor_scope()) AND kind = ANY ((SELECT editable_kinds())::text[]))', door);
    EXECUTE format('DROP POLICY IF EXISTS change ON %s', door);
    EXECUTE format('CREATE POLICY change ON %s FOR UPDATE TO geo_app USING (
      division <@ (SELECT actor_scope()) AND kind = ANY ((SELECT editable_kinds())::text[])) WITH CHECK (
      division <@ (SELECT actor_scope()) AND kind = ANY ((SELECT editable_kinds())::text[]))', door);
    EXECUTE format('DROP POLICY IF EXISTS drop ON %s', door);
    EXECUTE format('CREATE POLICY drop ON %s FOR DELETE TO geo_app USING (
      division <@ (SELECT actor_scope()) AND kind = ANY ((SELECT editable_kinds())::text[]))', door);
  END LOOP;
END $$;

-- Division names and outlines are public; only an administrator loads them.
ALTER TABLE division ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS see ON division;
CREATE POLICY see ON division FOR SELECT TO geo_app USING (true);
DROP POLICY IF EXISTS add ON division;
CREATE POLICY add ON division FOR INSERT TO geo_app WITH CHECK (actor_rank() >= 4);
DROP POLICY IF EXISTS change ON division;
CREATE POLICY change ON division FOR UPDATE TO geo_app USING (actor_rank() >= 4) WITH CHECK (actor_rank() >= 4);
