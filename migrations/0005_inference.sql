CREATE SCHEMA "inference";
--> statement-breakpoint
CREATE TYPE "inference"."generation_state" AS ENUM('running', 'paused', 'cancelled', 'failed', 'finished');--> statement-breakpoint
CREATE TYPE "inference"."model_task" AS ENUM('explain', 'detect', 'segment');--> statement-breakpoint
CREATE TYPE "inference"."task_state" AS ENUM('waiting', 'taken', 'explained', 'failed');--> statement-breakpoint
CREATE TABLE "inference"."generations" (
	"run_id" uuid PRIMARY KEY NOT NULL,
	"model" text NOT NULL,
	"task" "inference"."model_task" NOT NULL,
	"manifest" text NOT NULL,
	"manifest_sha256" text NOT NULL,
	"decoding" jsonb,
	"fold" smallint,
	"image_limit" integer,
	"state" "inference"."generation_state" DEFAULT 'running' NOT NULL,
	"state_at" timestamp with time zone DEFAULT now() NOT NULL,
	"reason" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "inference"."provenances" (
	"run_id" uuid NOT NULL,
	"hash" text NOT NULL,
	"provenance" jsonb NOT NULL,
	"first_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "provenances_run_id_hash_pk" PRIMARY KEY("run_id","hash")
);
--> statement-breakpoint
CREATE TABLE "inference"."tasks" (
	"run_id" uuid NOT NULL,
	"image_sha256" text NOT NULL,
	"state" "inference"."task_state" DEFAULT 'waiting' NOT NULL,
	"attempts" smallint DEFAULT 0 NOT NULL,
	"worker" integer,
	"not_before" timestamp with time zone,
	"provenance" text,
	"parse_status" "catalog"."parse_status",
	"reason" text,
	"changed_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "tasks_run_id_image_sha256_pk" PRIMARY KEY("run_id","image_sha256"),
	CONSTRAINT "tasks_worker" CHECK (("inference"."tasks"."state" = 'taken') = ("inference"."tasks"."worker" is not null)),
	CONSTRAINT "tasks_parse_status" CHECK (("inference"."tasks"."state" = 'explained') = ("inference"."tasks"."parse_status" is not null)),
	CONSTRAINT "tasks_reason" CHECK ("inference"."tasks"."state" <> 'failed' or "inference"."tasks"."reason" is not null)
);
--> statement-breakpoint
ALTER TABLE "inference"."generations" ADD CONSTRAINT "generations_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "catalog"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inference"."provenances" ADD CONSTRAINT "provenances_run_id_generations_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "inference"."generations"("run_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inference"."tasks" ADD CONSTRAINT "tasks_run_id_generations_run_id_fk" FOREIGN KEY ("run_id") REFERENCES "inference"."generations"("run_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inference"."tasks" ADD CONSTRAINT "tasks_image_sha256_images_sha256_fk" FOREIGN KEY ("image_sha256") REFERENCES "catalog"."images"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "inference"."tasks" ADD CONSTRAINT "tasks_run_id_provenance_provenances_run_id_hash_fk" FOREIGN KEY ("run_id","provenance") REFERENCES "inference"."provenances"("run_id","hash") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "generations_running" ON "inference"."generations" USING btree ("created_at") WHERE "inference"."generations"."state" = 'running';--> statement-breakpoint
CREATE INDEX "tasks_by_state" ON "inference"."tasks" USING btree ("run_id","state","image_sha256");--> statement-breakpoint
CREATE INDEX "tasks_taken" ON "inference"."tasks" USING btree ("worker") WHERE "inference"."tasks"."state" = 'taken';