-- Who hears what: by division and layer like everything else; what is about somebody's own account, they alone. Anybody may tell anybody, also across borders; what an
-- account has seen is its own affair.
ALTER TABLE notice ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS see ON notice;
CREATE POLICY see ON notice FOR SELECT TO geo_app USING (
  CASE WHEN username IS NOT NULL THEN username = current_setting('geo_app.actor', true)
  ELSE division <@ (SELECT actor_scope()) AND (layer IS NULL OR layer = ANY ((SELECT readable_kinds())::text[])) END);
DROP POLICY IF EXISTS add ON notice;
CREATE POLICY add ON notice FOR INSERT TO geo_app WITH CHECK (true);

ALTER TABLE notice_seen ENABLE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS own ON notice_seen;
CREATE POLICY own ON notice_seen FOR ALL TO geo_app USING (username = current_setting('geo_app.actor', true))
  WITH CHECK (username = current_setting('geo_app.actor', true));
