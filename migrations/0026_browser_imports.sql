CREATE TYPE "catalog"."import_state" AS ENUM('uploading', 'uploaded', 'waiting', 'running', 'stopping', 'stopped', 'done', 'refused', 'failed');--> statement-breakpoint
CREATE TABLE "catalog"."imports" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"file_name" text NOT NULL,
	"byte_size" bigint NOT NULL,
	"state" "catalog"."import_state" DEFAULT 'uploading' NOT NULL,
	"dry_run" boolean DEFAULT false NOT NULL,
	"settings" jsonb,
	"dataset" text,
	"progress" jsonb,
	"report" jsonb,
	"reason" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"touched_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "imports_have_bytes" CHECK ("catalog"."imports"."byte_size" > 0)
);
--> statement-breakpoint
ALTER TABLE "arena"."pictures" DROP CONSTRAINT "pictures_image_sha256_images_sha256_fk";
--> statement-breakpoint
ALTER TABLE "arena"."study_near_images" DROP CONSTRAINT "study_near_images_image_sha256_images_sha256_fk";
--> statement-breakpoint
ALTER TABLE "inference"."generations" DROP CONSTRAINT "generations_run_id_runs_id_fk";
--> statement-breakpoint
ALTER TABLE "inference"."provenances" DROP CONSTRAINT "provenances_run_id_generations_run_id_fk";
--> statement-breakpoint
ALTER TABLE "inference"."tasks" DROP CONSTRAINT "tasks_run_id_generations_run_id_fk";
--> statement-breakpoint
ALTER TABLE "inference"."tasks" DROP CONSTRAINT "tasks_run_id_provenance_provenances_run_id_hash_fk";
--> statement-breakpoint
ALTER TABLE "metrics"."run_scores" DROP CONSTRAINT "run_scores_run_id_runs_id_fk";
--> statement-breakpoint
ALTER TABLE "metrics"."run_verdicts" DROP CONSTRAINT "run_verdicts_run_id_runs_id_fk";
--> statement-breakpoint
ALTER TABLE "metrics"."scores" DROP CONSTRAINT "scores_explanation_id_explanations_id_fk";
--> statement-breakpoint
ALTER TABLE "metrics"."scores" DROP CONSTRAINT "scores_run_id_runs_id_fk";
--> statement-breakpoint
ALTER TABLE "metrics"."summaries" DROP CONSTRAINT "summaries_run_id_runs_id_fk";
--> statement-breakpoint
ALTER TABLE "arena"."pictures" ADD CONSTRAINT "pictures_image_sha256_images_sha256_fk" FOREIGN KEY ("image_sha256") REFERENCES "catalog"."images"("sha256") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arena"."study_near_images" ADD CONSTRAINT "study_near_images_image_sha256_images_sha256_fk" FOREIGN KEY ("image_sha256") REFERENCES "catalog"."images"("sha256") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inference"."generations" ADD CONSTRAINT "generations_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "catalog"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inference"."provenances" ADD CONSTRAINT "provenances_run_id_generations_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "inference"."generations"("run_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inference"."tasks" ADD CONSTRAINT "tasks_run_id_generations_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "inference"."generations"("run_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inference"."tasks" ADD CONSTRAINT "tasks_run_id_provenance_provenances_run_id_hash_fk" FOREIGN KEY ("run_id","provenance") REFERENCES "inference"."provenances"("run_id","hash") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "metrics"."run_scores" ADD CONSTRAINT "run_scores_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "catalog"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "metrics"."run_verdicts" ADD CONSTRAINT "run_verdicts_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "catalog"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "metrics"."scores" ADD CONSTRAINT "scores_explanation_id_explanations_id_fk" FOREIGN KEY ("explanation_id") REFERENCES "catalog"."explanations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "metrics"."scores" ADD CONSTRAINT "scores_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "catalog"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "metrics"."summaries" ADD CONSTRAINT "summaries_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "catalog"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "study_explanations_by_explanation" ON "arena"."study_explanations" USING btree ("explanation_id");--> statement-breakpoint
CREATE INDEX "tasks_by_image" ON "inference"."tasks" USING btree ("image_sha256");--> statement-breakpoint
CREATE VIEW "inference"."runs_in_progress" AS (
select run_id from inference.generations where state in ('running', 'paused'));--> statement-breakpoint
CREATE VIEW "arena"."study_uses" AS (
select s.slug as study, s.title, s.status, d.dataset_id, null::uuid as source_id
from arena.studies s join arena.study_datasets d on d.study_id = s.id
union
select s.slug, s.title, s.status, null::uuid, a.source_id
from arena.studies s join arena.arms a on a.study_id = s.id);--> statement-breakpoint
GRANT USAGE ON SCHEMA "inference" TO fakexplain_catalog;--> statement-breakpoint
GRANT SELECT ON "inference"."runs_in_progress" TO fakexplain_catalog;--> statement-breakpoint
GRANT SELECT ON "arena"."study_uses" TO fakexplain_catalog;
