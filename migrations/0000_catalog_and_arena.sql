CREATE SCHEMA "arena";
--> statement-breakpoint
CREATE SCHEMA "catalog";
--> statement-breakpoint
CREATE TYPE "arena"."arm_kind" AS ENUM('source', 'format_control');--> statement-breakpoint
CREATE TYPE "arena"."ballot_kind" AS ENUM('regular', 'repeat', 'check');--> statement-breakpoint
CREATE TYPE "arena"."choice" AS ENUM('left', 'right', 'tie', 'neither');--> statement-breakpoint
CREATE TYPE "arena"."cohort" AS ENUM('open', 'invited', 'prolific');--> statement-breakpoint
CREATE TYPE "arena"."drawing_policy" AS ENUM('balanced', 'uncertainty');--> statement-breakpoint
CREATE TYPE "arena"."slice_kind" AS ENUM('all', 'category', 'generator', 'label');--> statement-breakpoint
CREATE TYPE "arena"."study_status" AS ENUM('draft', 'open', 'closed');--> statement-breakpoint
CREATE TYPE "catalog"."dataset_kind" AS ENUM('in_distribution', 'ood', 'demo', 'other');--> statement-breakpoint
CREATE TYPE "catalog"."image_label" AS ENUM('real', 'generated');--> statement-breakpoint
CREATE TYPE "catalog"."localisation_meaning" AS ENUM('visible_artifact', 'manipulated_region', 'whole_image');--> statement-breakpoint
CREATE TYPE "catalog"."parse_status" AS ENUM('ok', 'partial', 'failed');--> statement-breakpoint
CREATE TYPE "catalog"."run_origin" AS ENUM('import', 'generation');--> statement-breakpoint
CREATE TYPE "catalog"."source_kind" AS ENUM('human', 'model', 'control', 'stand-in');--> statement-breakpoint
CREATE TABLE "arena"."arms" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"study_id" uuid NOT NULL,
	"position" smallint NOT NULL,
	"kind" "arena"."arm_kind" NOT NULL,
	"source_id" uuid NOT NULL,
	"run_id" uuid,
	"name" text NOT NULL,
	CONSTRAINT "arms_position" UNIQUE("study_id","position"),
	CONSTRAINT "arms_name" UNIQUE("study_id","name"),
	CONSTRAINT "arms_in_study" UNIQUE("study_id","id")
);
--> statement-breakpoint
CREATE TABLE "arena"."ballots" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"study_id" uuid NOT NULL,
	"rater_id" uuid NOT NULL,
	"kind" "arena"."ballot_kind" NOT NULL,
	"image_position" integer NOT NULL,
	"left_arm" smallint NOT NULL,
	"right_arm" smallint NOT NULL,
	"left_explanation_id" uuid NOT NULL,
	"right_explanation_id" uuid NOT NULL,
	"repeat_of" uuid,
	"sound_side" "arena"."choice",
	"probability" double precision NOT NULL,
	"ordinal" integer NOT NULL,
	"issued_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "ballots_ordinal" UNIQUE("rater_id","ordinal"),
	CONSTRAINT "ballots_probability" CHECK ("arena"."ballots"."probability" > 0 and "arena"."ballots"."probability" <= 1),
	CONSTRAINT "ballots_two_sides" CHECK ("arena"."ballots"."left_explanation_id" <> "arena"."ballots"."right_explanation_id")
);
--> statement-breakpoint
CREATE TABLE "arena"."pair_counts" (
	"study_id" uuid NOT NULL,
	"slice" "arena"."slice_kind" NOT NULL,
	"value" text NOT NULL,
	"arm_a" smallint NOT NULL,
	"arm_b" smallint NOT NULL,
	"shard" smallint NOT NULL,
	"wins_a" integer NOT NULL,
	"wins_b" integer NOT NULL,
	"ties" integer NOT NULL,
	"neither" integer NOT NULL,
	"a_on_left" integer NOT NULL,
	"left_wins" integer NOT NULL,
	CONSTRAINT "pair_counts_study_id_slice_value_arm_a_arm_b_shard_pk" PRIMARY KEY("study_id","slice","value","arm_a","arm_b","shard"),
	CONSTRAINT "pair_counts_ordered" CHECK ("arena"."pair_counts"."arm_a" < "arena"."pair_counts"."arm_b")
);
--> statement-breakpoint
CREATE TABLE "arena"."practice_ballots" (
	"study_id" uuid NOT NULL,
	"position" smallint NOT NULL,
	"image_sha256" text NOT NULL,
	"left_explanation_id" uuid NOT NULL,
	"right_explanation_id" uuid NOT NULL,
	"expected" "arena"."choice" NOT NULL,
	"feedback" text NOT NULL,
	CONSTRAINT "practice_ballots_study_id_position_pk" PRIMARY KEY("study_id","position")
);
--> statement-breakpoint
CREATE TABLE "arena"."raters" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"study_id" uuid NOT NULL,
	"token_hash" text NOT NULL,
	"cohort" "arena"."cohort" NOT NULL,
	"consented_at" timestamp with time zone NOT NULL,
	"practised_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "raters_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "arena"."studies" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"slug" text NOT NULL,
	"title" text NOT NULL,
	"question" text NOT NULL,
	"consent" text NOT NULL,
	"demo" boolean NOT NULL,
	"status" "arena"."study_status" DEFAULT 'draft' NOT NULL,
	"policy" "arena"."drawing_policy" NOT NULL,
	"correction_window_s" integer NOT NULL,
	"ballot_ttl_s" integer NOT NULL,
	"ballots_per_rater" integer,
	"repeat_share" double precision NOT NULL,
	"check_share" double precision NOT NULL,
	"equivalence_margin" double precision NOT NULL,
	"seed" integer NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"opened_at" timestamp with time zone,
	"closed_at" timestamp with time zone,
	CONSTRAINT "studies_slug_unique" UNIQUE("slug"),
	CONSTRAINT "studies_shares" CHECK ("arena"."studies"."repeat_share" between 0 and 0.5 and "arena"."studies"."check_share" between 0 and 0.5),
	CONSTRAINT "studies_windows" CHECK ("arena"."studies"."correction_window_s" >= 0 and "arena"."studies"."ballot_ttl_s" > 0)
);
--> statement-breakpoint
CREATE TABLE "arena"."study_datasets" (
	"study_id" uuid NOT NULL,
	"dataset_id" uuid NOT NULL,
	CONSTRAINT "study_datasets_study_id_dataset_id_pk" PRIMARY KEY("study_id","dataset_id")
);
--> statement-breakpoint
CREATE TABLE "arena"."study_explanations" (
	"study_id" uuid NOT NULL,
	"image_position" integer NOT NULL,
	"arm_position" smallint NOT NULL,
	"explanation_id" uuid NOT NULL,
	"content_hash" text NOT NULL,
	CONSTRAINT "study_explanations_study_id_image_position_arm_position_pk" PRIMARY KEY("study_id","image_position","arm_position")
);
--> statement-breakpoint
CREATE TABLE "arena"."study_images" (
	"study_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"dataset_image_id" uuid NOT NULL,
	"image_sha256" text NOT NULL,
	"label" "catalog"."image_label" NOT NULL,
	"category" text,
	"generator" text,
	CONSTRAINT "study_images_study_id_position_pk" PRIMARY KEY("study_id","position"),
	CONSTRAINT "study_images_once" UNIQUE("study_id","image_sha256")
);
--> statement-breakpoint
CREATE TABLE "arena"."votes" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"sequence" bigint GENERATED ALWAYS AS IDENTITY (sequence name "arena"."votes_sequence_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"ballot_id" uuid NOT NULL,
	"study_id" uuid NOT NULL,
	"rater_id" uuid NOT NULL,
	"revision" smallint DEFAULT 0 NOT NULL,
	"choice" "arena"."choice" NOT NULL,
	"reasons" text[] NOT NULL,
	"comment" text,
	"response_ms" integer,
	"input" text NOT NULL,
	"idempotency_key" text NOT NULL,
	"cast_at" timestamp with time zone NOT NULL,
	CONSTRAINT "votes_revision" UNIQUE("ballot_id","revision"),
	CONSTRAINT "votes_idempotency" UNIQUE("ballot_id","idempotency_key")
);
--> statement-breakpoint
CREATE TABLE "catalog"."dataset_images" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"dataset_id" uuid NOT NULL,
	"image_sha256" text NOT NULL,
	"path" text NOT NULL,
	"label" "catalog"."image_label" NOT NULL,
	"generator" text,
	"category" text,
	"fold" smallint,
	"group_key" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "dataset_images_once" UNIQUE("dataset_id","image_sha256"),
	CONSTRAINT "dataset_images_path_once" UNIQUE("dataset_id","path"),
	CONSTRAINT "dataset_images_fold" CHECK ("catalog"."dataset_images"."fold" between 0 and 3)
);
--> statement-breakpoint
CREATE TABLE "catalog"."datasets" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"slug" text NOT NULL,
	"title" text NOT NULL,
	"kind" "catalog"."dataset_kind" NOT NULL,
	"licence" text NOT NULL,
	"origin" text NOT NULL,
	"localisation" "catalog"."localisation_meaning" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "datasets_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "catalog"."explanations" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"run_id" uuid NOT NULL,
	"image_sha256" text NOT NULL,
	"verdict" "catalog"."image_label",
	"probability" double precision,
	"tags" text[] NOT NULL,
	"reasoning" text NOT NULL,
	"regions" jsonb NOT NULL,
	"raw_text" text,
	"grammar" text,
	"coordinate_space" text,
	"parse_status" "catalog"."parse_status" NOT NULL,
	"parse_problems" jsonb NOT NULL,
	"content_hash" "bytea" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "explanations_once" UNIQUE("run_id","image_sha256"),
	CONSTRAINT "explanations_probability" CHECK ("catalog"."explanations"."probability" between 0 and 1)
);
--> statement-breakpoint
CREATE TABLE "catalog"."images" (
	"sha256" text PRIMARY KEY NOT NULL,
	"width" integer NOT NULL,
	"height" integer NOT NULL,
	"media_type" text NOT NULL,
	"byte_size" integer NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "images_sha256_is_hex" CHECK ("catalog"."images"."sha256" ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "images_have_area" CHECK ("catalog"."images"."width" > 0 and "catalog"."images"."height" > 0)
);
--> statement-breakpoint
CREATE TABLE "catalog"."runs" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"source_id" uuid NOT NULL,
	"dataset_id" uuid NOT NULL,
	"origin" "catalog"."run_origin" NOT NULL,
	"title" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "runs_once" UNIQUE("source_id","dataset_id","title")
);
--> statement-breakpoint
CREATE TABLE "catalog"."sources" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"kind" "catalog"."source_kind" NOT NULL,
	"demo" boolean DEFAULT false NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sources_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
ALTER TABLE "arena"."arms" ADD CONSTRAINT "arms_study_id_studies_id_fk" FOREIGN KEY ("study_id") REFERENCES "arena"."studies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arena"."arms" ADD CONSTRAINT "arms_source_id_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "catalog"."sources"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arena"."arms" ADD CONSTRAINT "arms_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "catalog"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arena"."ballots" ADD CONSTRAINT "ballots_rater_id_raters_id_fk" FOREIGN KEY ("rater_id") REFERENCES "arena"."raters"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arena"."ballots" ADD CONSTRAINT "ballots_left_explanation_id_explanations_id_fk" FOREIGN KEY ("left_explanation_id") REFERENCES "catalog"."explanations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arena"."ballots" ADD CONSTRAINT "ballots_right_explanation_id_explanations_id_fk" FOREIGN KEY ("right_explanation_id") REFERENCES "catalog"."explanations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arena"."ballots" ADD CONSTRAINT "ballots_image" FOREIGN KEY ("study_id","image_position") REFERENCES "arena"."study_images"("study_id","position") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arena"."ballots" ADD CONSTRAINT "ballots_repeat_of" FOREIGN KEY ("repeat_of") REFERENCES "arena"."ballots"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arena"."pair_counts" ADD CONSTRAINT "pair_counts_study_id_studies_id_fk" FOREIGN KEY ("study_id") REFERENCES "arena"."studies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arena"."practice_ballots" ADD CONSTRAINT "practice_ballots_study_id_studies_id_fk" FOREIGN KEY ("study_id") REFERENCES "arena"."studies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arena"."practice_ballots" ADD CONSTRAINT "practice_ballots_image_sha256_images_sha256_fk" FOREIGN KEY ("image_sha256") REFERENCES "catalog"."images"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arena"."practice_ballots" ADD CONSTRAINT "practice_ballots_left_explanation_id_explanations_id_fk" FOREIGN KEY ("left_explanation_id") REFERENCES "catalog"."explanations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arena"."practice_ballots" ADD CONSTRAINT "practice_ballots_right_explanation_id_explanations_id_fk" FOREIGN KEY ("right_explanation_id") REFERENCES "catalog"."explanations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arena"."raters" ADD CONSTRAINT "raters_study_id_studies_id_fk" FOREIGN KEY ("study_id") REFERENCES "arena"."studies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arena"."study_datasets" ADD CONSTRAINT "study_datasets_study_id_studies_id_fk" FOREIGN KEY ("study_id") REFERENCES "arena"."studies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arena"."study_datasets" ADD CONSTRAINT "study_datasets_dataset_id_datasets_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "catalog"."datasets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arena"."study_explanations" ADD CONSTRAINT "study_explanations_explanation_id_explanations_id_fk" FOREIGN KEY ("explanation_id") REFERENCES "catalog"."explanations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arena"."study_explanations" ADD CONSTRAINT "study_explanations_image" FOREIGN KEY ("study_id","image_position") REFERENCES "arena"."study_images"("study_id","position") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arena"."study_explanations" ADD CONSTRAINT "study_explanations_arm" FOREIGN KEY ("study_id","arm_position") REFERENCES "arena"."arms"("study_id","position") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arena"."study_images" ADD CONSTRAINT "study_images_study_id_studies_id_fk" FOREIGN KEY ("study_id") REFERENCES "arena"."studies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arena"."study_images" ADD CONSTRAINT "study_images_dataset_image_id_dataset_images_id_fk" FOREIGN KEY ("dataset_image_id") REFERENCES "catalog"."dataset_images"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arena"."study_images" ADD CONSTRAINT "study_images_image_sha256_images_sha256_fk" FOREIGN KEY ("image_sha256") REFERENCES "catalog"."images"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arena"."votes" ADD CONSTRAINT "votes_ballot_id_ballots_id_fk" FOREIGN KEY ("ballot_id") REFERENCES "arena"."ballots"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "catalog"."dataset_images" ADD CONSTRAINT "dataset_images_dataset_id_datasets_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "catalog"."datasets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "catalog"."dataset_images" ADD CONSTRAINT "dataset_images_image_sha256_images_sha256_fk" FOREIGN KEY ("image_sha256") REFERENCES "catalog"."images"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "catalog"."explanations" ADD CONSTRAINT "explanations_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "catalog"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "catalog"."explanations" ADD CONSTRAINT "explanations_image_sha256_images_sha256_fk" FOREIGN KEY ("image_sha256") REFERENCES "catalog"."images"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "catalog"."runs" ADD CONSTRAINT "runs_source_id_sources_id_fk" FOREIGN KEY ("source_id") REFERENCES "catalog"."sources"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "catalog"."runs" ADD CONSTRAINT "runs_dataset_id_datasets_id_fk" FOREIGN KEY ("dataset_id") REFERENCES "catalog"."datasets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "ballots_image_once" ON "arena"."ballots" USING btree ("rater_id","image_position") WHERE "arena"."ballots"."kind" <> 'repeat';--> statement-breakpoint
CREATE UNIQUE INDEX "ballots_repeat_once" ON "arena"."ballots" USING btree ("repeat_of") WHERE "arena"."ballots"."repeat_of" is not null;--> statement-breakpoint
CREATE INDEX "ballots_by_image" ON "arena"."ballots" USING btree ("study_id","image_position","left_arm","right_arm");--> statement-breakpoint
CREATE INDEX "raters_by_study" ON "arena"."raters" USING btree ("study_id");--> statement-breakpoint
CREATE INDEX "votes_by_study" ON "arena"."votes" USING btree ("study_id","sequence");--> statement-breakpoint
CREATE INDEX "votes_by_rater" ON "arena"."votes" USING btree ("rater_id","sequence");--> statement-breakpoint
CREATE INDEX "dataset_images_by_image" ON "catalog"."dataset_images" USING btree ("image_sha256");--> statement-breakpoint
CREATE INDEX "explanations_by_image" ON "catalog"."explanations" USING btree ("image_sha256");