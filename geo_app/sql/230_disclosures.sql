-- Who was told names and telephones of persons. Whoever tells writes it down; nobody changes it; an administrator sees
-- what was told to those whose divisions all lie within the own.
ALTER TABLE disclosure ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS add ON disclosure;
CREATE POLICY add ON disclosure FOR INSERT TO geo_app WITH CHECK (true);
DROP POLICY IF EXISTS see ON disclosure;
CREATE POLICY see ON disclosure FOR SELECT TO geo_app
  USING ((SELECT actor_rank()) >= 4 AND scope <@ (SELECT actor_scope()));
GRANT INSERT ON disclosure TO geo_app;

-- What is older than so many days goes, never what the law wants kept: six months (网络安全法, article 21). How much.
CREATE OR REPLACE FUNCTION forget_disclosures(days int) RETURNS bigint LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  gone bigint;
BEGIN
  IF actor_rank() < 4 OR NOT actor_scope() @> int8multirange(int8range(0, 999999999999)) THEN
    RETURN 0;
  END IF;
  DELETE FROM disclosure WHERE at < now() - make_interval(days => greatest(days, 184));
  GET DIAGNOSTICS gone = ROW_COUNT;
  RETURN gone;
END $$;
