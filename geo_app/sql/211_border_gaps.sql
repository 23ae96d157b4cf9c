-- A gap that crosses a border is seen from both sides: whoever answers for the target reads the pair, its metres and
-- clause, and of the neighbour its name and kind; the neighbour's own record stays with the neighbour.
DO $$
DECLARE
  door regclass;
BEGIN
  FOREACH door IN ARRAY ARRAY['gap', 'history.gap']::regclass[] LOOP
    EXECUTE format('DROP POLICY IF EXISTS see_as_target ON %s', door);
    EXECUTE format('CREATE POLICY see_as_target ON %s FOR SELECT TO geo_app USING (target_division <> division
      AND target_division <@ (SELECT actor_scope()) AND kind = ANY ((SELECT readable_kinds())::text[]))', door);
  END LOOP;
END $$;
