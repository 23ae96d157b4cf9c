-- What we stand on. The private cluster has them already; elsewhere the owner's login needs the right to create them.
CREATE EXTENSION IF NOT EXISTS postgis;
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- Who reads a published database: a group of logins.
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'geo_app_federation') THEN
    CREATE ROLE geo_app_federation NOLOGIN;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;

-- The role every statement of the app runs as: owns nothing, so row-level security always holds.
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'geo_app') THEN
    CREATE ROLE geo_app NOLOGIN;
  END IF;
  EXECUTE format('GRANT geo_app TO %I', current_user);
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;  -- another database of this server is being upgraded
END $$;
