-- Which numbers a division goes by, and which of them were looked up, anybody may read; approvers decide it.
ALTER TABLE pack_choice ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS see ON pack_choice;
CREATE POLICY see ON pack_choice FOR SELECT TO geo_app USING (true);
DROP POLICY IF EXISTS add ON pack_choice;
CREATE POLICY add ON pack_choice FOR INSERT TO geo_app
  WITH CHECK (actor_rank() >= 3 AND division <@ (SELECT actor_scope()));
DROP POLICY IF EXISTS change ON pack_choice;
CREATE POLICY change ON pack_choice FOR UPDATE TO geo_app
  USING (actor_rank() >= 3 AND division <@ (SELECT actor_scope()))
  WITH CHECK (actor_rank() >= 3 AND division <@ (SELECT actor_scope()));

ALTER TABLE confirmation ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS see ON confirmation;
CREATE POLICY see ON confirmation FOR SELECT TO geo_app USING (true);
DROP POLICY IF EXISTS add ON confirmation;
CREATE POLICY add ON confirmation FOR INSERT TO geo_app WITH CHECK (actor_rank() >= 3);
DROP POLICY IF EXISTS change ON confirmation;
CREATE POLICY change ON confirmation FOR UPDATE TO geo_app USING (actor_rank() >= 3) WITH CHECK (actor_rank() >= 3);
