-- Who writes what: a service takes its role on every connection, writes its own schema and reads the others'.
-- Roles belong to the whole server and may be made by several databases at once, so finding one there is fine.
DO $$
DECLARE
  service text;
BEGIN
  FOREACH service IN ARRAY ARRAY['fakexplain_arena', 'fakexplain_metrics'] LOOP
    BEGIN
      IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = service) THEN
        EXECUTE format('CREATE ROLE %I NOLOGIN', service);
      END IF;
    EXCEPTION
      WHEN duplicate_object OR unique_violation THEN NULL;
      WHEN insufficient_privilege THEN
        RAISE EXCEPTION 'user "%" may not create the role "%"', current_user, service
          USING HINT = format('Let an administrator run: CREATE ROLE %I NOLOGIN; GRANT %I TO %I;', service, service, current_user);
    END;
    BEGIN
      EXECUTE format('GRANT %I TO CURRENT_USER', service);
    EXCEPTION
      -- Another database granted it at the same moment ("tuple concurrently updated").
      WHEN unique_violation OR internal_error THEN NULL;
      WHEN insufficient_privilege THEN
        IF NOT pg_has_role(current_user, service, 'MEMBER') THEN
          RAISE EXCEPTION 'user "%" may not take the role "%"', current_user, service
            USING HINT = format('Let an administrator run: GRANT %I TO %I;', service, current_user);
        END IF;
    END;
  END LOOP;
END
$$;
--> statement-breakpoint
GRANT USAGE ON SCHEMA "catalog", "arena" TO fakexplain_arena, fakexplain_metrics;--> statement-breakpoint

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "catalog" TO fakexplain_metrics;--> statement-breakpoint
GRANT SELECT ON ALL TABLES IN SCHEMA "catalog" TO fakexplain_arena;--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA "catalog" GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO fakexplain_metrics;--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA "catalog" GRANT USAGE ON SEQUENCES TO fakexplain_metrics;--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA "catalog" GRANT SELECT ON TABLES TO fakexplain_arena;--> statement-breakpoint

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "arena" TO fakexplain_arena;--> statement-breakpoint
GRANT SELECT ON ALL TABLES IN SCHEMA "arena" TO fakexplain_metrics;--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA "arena" GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO fakexplain_arena;--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA "arena" GRANT USAGE ON SEQUENCES TO fakexplain_arena;--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA "arena" GRANT SELECT ON TABLES TO fakexplain_metrics;--> statement-breakpoint

-- Votes are append-only: a correction is a new row.
REVOKE UPDATE, DELETE ON "arena"."votes" FROM fakexplain_arena;
