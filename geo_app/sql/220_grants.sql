-- What the app role may do at all. It deletes nothing but logins, grants, previews of imports
-- and what can be drawn again; the history keeps that too.
GRANT USAGE ON SCHEMA public, history TO geo_app;
GRANT SELECT ON ALL TABLES IN SCHEMA public, history TO geo_app;
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON ALL TABLES IN SCHEMA public, history FROM geo_app;
GRANT INSERT, UPDATE ON site, assessment, division TO geo_app;
GRANT INSERT, UPDATE ON account, login_attempt, api_token TO geo_app;
GRANT INSERT, UPDATE, DELETE ON zone TO geo_app;
GRANT INSERT, UPDATE ON batch, batch_row, screening_run, screening_row, export_job TO geo_app;
GRANT INSERT, UPDATE ON pack_choice, confirmation TO geo_app;
GRANT INSERT ON notice, notice_seen TO geo_app;
GRANT UPDATE, DELETE ON recompute_due TO geo_app;  -- UPDATE: to lock
GRANT INSERT, UPDATE ON joint_region, joint_region_record TO geo_app;
GRANT INSERT, UPDATE, DELETE ON joint_region_member TO geo_app;
GRANT INSERT, UPDATE ON opinion TO geo_app;
GRANT DELETE ON opinion_due TO geo_app;
GRANT INSERT, UPDATE, DELETE ON relocation_target TO geo_app;  -- gaps are written by the database alone
GRANT INSERT, UPDATE, DELETE ON account_division, login_session, import_run, issue TO geo_app;
GRANT INSERT, UPDATE ON quarantine TO geo_app;
GRANT INSERT, UPDATE ON visit, finding, delta, device TO geo_app;
GRANT INSERT ON finding_step, photo, photo_use TO geo_app;
GRANT INSERT, UPDATE ON invitation, public_report TO geo_app;
GRANT INSERT, DELETE ON spot TO geo_app;
GRANT INSERT, UPDATE ON delivery TO geo_app;
GRANT INSERT ON webhook TO geo_app;
GRANT INSERT, UPDATE, DELETE ON neighbour TO geo_app;
GRANT INSERT, DELETE ON neighbour_zone TO geo_app;
GRANT INSERT, UPDATE ON death_target, enforcement_draw TO geo_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO geo_app;
