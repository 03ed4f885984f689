CREATE TYPE "arena"."study_embargo" AS ENUM('everything', 'images', 'nothing');--> statement-breakpoint
CREATE TYPE "arena"."study_results" AS ENUM('hidden', 'delayed', 'live');--> statement-breakpoint
ALTER TABLE "arena"."studies" ADD COLUMN "results" "arena"."study_results" DEFAULT 'hidden' NOT NULL;--> statement-breakpoint
ALTER TABLE "arena"."studies" ADD COLUMN "embargo" "arena"."study_embargo" DEFAULT 'everything' NOT NULL;--> statement-breakpoint
ALTER TABLE "arena"."studies" ADD COLUMN "leave_out" text[] DEFAULT '{}' NOT NULL;--> statement-breakpoint
ALTER TABLE "arena"."studies" ADD COLUMN "required_practice" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "arena"."studies" ADD COLUMN "return_codes" jsonb;--> statement-breakpoint
-- A demo shows everything while it runs.
UPDATE "arena"."studies" SET "results" = 'live', "embargo" = 'nothing' WHERE "demo";
