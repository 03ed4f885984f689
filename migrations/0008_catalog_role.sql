-- The catalog service's role, made as those of 0001 were.
DO $$
BEGIN
  BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'fakexplain_catalog') THEN
      CREATE ROLE fakexplain_catalog NOLOGIN;
    END IF;
  EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;
    WHEN insufficient_privilege THEN
      RAISE EXCEPTION 'user "%" may not create the role "fakexplain_catalog"', current_user
        USING HINT = format('Let an administrator run: CREATE ROLE fakexplain_catalog NOLOGIN; GRANT fakexplain_catalog TO %I;', current_user);
  END;
  BEGIN
    GRANT fakexplain_catalog TO CURRENT_USER;
  EXCEPTION
    -- Another database granted it at the same moment ("tuple concurrently updated").
    WHEN unique_violation OR internal_error THEN NULL;
    WHEN insufficient_privilege THEN
      IF NOT pg_has_role(current_user, 'fakexplain_catalog', 'MEMBER') THEN
        RAISE EXCEPTION 'user "%" may not take the role "fakexplain_catalog"', current_user
          USING HINT = format('Let an administrator run: GRANT fakexplain_catalog TO %I;', current_user);
      END IF;
  END;
END
$$;
--> statement-breakpoint
-- It writes what is known of images, which metrics did until now, and reads nothing else.
GRANT USAGE ON SCHEMA "catalog" TO fakexplain_catalog;--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "catalog" TO fakexplain_catalog;--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA "catalog" GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO fakexplain_catalog;--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA "catalog" GRANT USAGE ON SEQUENCES TO fakexplain_catalog;--> statement-breakpoint
REVOKE INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "catalog" FROM fakexplain_metrics;--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA "catalog" REVOKE INSERT, UPDATE, DELETE ON TABLES FROM fakexplain_metrics;--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA "catalog" REVOKE USAGE ON SEQUENCES FROM fakexplain_metrics;
