-- The inference service's role, made as those of 0001 were.
DO $$
BEGIN
  BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'fakexplain_inference') THEN
      CREATE ROLE fakexplain_inference NOLOGIN;
    END IF;
  EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;
    WHEN insufficient_privilege THEN
      RAISE EXCEPTION 'user "%" may not create the role "fakexplain_inference"', current_user
        USING HINT = format('Let an administrator run: CREATE ROLE fakexplain_inference NOLOGIN; GRANT fakexplain_inference TO %I;', current_user);
  END;
  BEGIN
    GRANT fakexplain_inference TO CURRENT_USER;
  EXCEPTION
    -- Another database granted it at the same moment ("tuple concurrently updated").
    WHEN unique_violation OR internal_error THEN NULL;
    WHEN insufficient_privilege THEN
      IF NOT pg_has_role(current_user, 'fakexplain_inference', 'MEMBER') THEN
        RAISE EXCEPTION 'user "%" may not take the role "fakexplain_inference"', current_user
          USING HINT = format('Let an administrator run: GRANT fakexplain_inference TO %I;', current_user);
      END IF;
  END;
END
$$;
--> statement-breakpoint
-- It writes its own schema and reads all others.
GRANT USAGE ON SCHEMA "catalog", "arena", "metrics", "inference" TO fakexplain_inference;--> statement-breakpoint
GRANT USAGE ON SCHEMA "inference" TO fakexplain_arena, fakexplain_metrics;--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "inference" TO fakexplain_inference;--> statement-breakpoint
GRANT SELECT ON ALL TABLES IN SCHEMA "inference" TO fakexplain_arena, fakexplain_metrics;--> statement-breakpoint
GRANT SELECT ON ALL TABLES IN SCHEMA "catalog", "arena", "metrics" TO fakexplain_inference;--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA "inference" GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO fakexplain_inference;--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA "inference" GRANT USAGE ON SEQUENCES TO fakexplain_inference;--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA "inference" GRANT SELECT ON TABLES TO fakexplain_arena, fakexplain_metrics;--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA "catalog" GRANT SELECT ON TABLES TO fakexplain_inference;--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA "arena" GRANT SELECT ON TABLES TO fakexplain_inference;--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA "metrics" GRANT SELECT ON TABLES TO fakexplain_inference;--> statement-breakpoint

-- What its models say stands with all other explanations. It adds, and never changes what is there.
GRANT INSERT ON "catalog"."sources", "catalog"."runs", "catalog"."explanations" TO fakexplain_inference;
