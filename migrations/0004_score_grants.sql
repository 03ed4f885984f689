-- Scores are written by metrics and read by all.
GRANT USAGE ON SCHEMA "metrics" TO fakexplain_arena, fakexplain_metrics;--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "metrics" TO fakexplain_metrics;--> statement-breakpoint
GRANT SELECT ON ALL TABLES IN SCHEMA "metrics" TO fakexplain_arena;--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA "metrics" GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO fakexplain_metrics;--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA "metrics" GRANT USAGE ON SEQUENCES TO fakexplain_metrics;--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA "metrics" GRANT SELECT ON TABLES TO fakexplain_arena;--> statement-breakpoint
-- What annotators said, and the demo's reference, is what others are scored against.
UPDATE "catalog"."runs" r SET "reference" = true
FROM "catalog"."sources" s
WHERE s."id" = r."source_id" AND (s."kind" = 'human' OR s."slug" = 'demo-reference');
