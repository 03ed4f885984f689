CREATE SCHEMA "metrics";
--> statement-breakpoint
CREATE TYPE "metrics"."score_slice" AS ENUM('all', 'label', 'category', 'generator', 'fold');--> statement-breakpoint
CREATE TABLE "metrics"."run_scores" (
	"run_id" uuid NOT NULL,
	"slice" "metrics"."score_slice" NOT NULL,
	"value" text NOT NULL,
	"signature" text NOT NULL,
	"n" integer NOT NULL,
	"score" double precision NOT NULL,
	"low" double precision,
	"high" double precision,
	CONSTRAINT "run_scores_run_id_slice_value_signature_pk" PRIMARY KEY("run_id","slice","value","signature")
);
--> statement-breakpoint
CREATE TABLE "metrics"."scores" (
	"explanation_id" uuid PRIMARY KEY NOT NULL,
	"run_id" uuid NOT NULL,
	"scorer" integer NOT NULL,
	"reference_key" text NOT NULL,
	"verdict_right" boolean NOT NULL,
	"parsed" boolean NOT NULL,
	"iou_union" double precision,
	"iou_matched" double precision,
	"iou_centre_greedy" double precision,
	"false_alarm_area" double precision,
	"bleu2" double precision,
	"bleu2_nltk_method0" double precision,
	"bleu2_nltk_method1" double precision,
	"bleu2_coco" double precision,
	"bleu2_statistics" integer[],
	"rouge_l" double precision,
	"rouge_l_stemmed" double precision,
	"rouge_l_unicode" double precision,
	"scored_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "scores_statistics" CHECK ("metrics"."scores"."bleu2_statistics" is null or cardinality("metrics"."scores"."bleu2_statistics") = 6)
);
--> statement-breakpoint
CREATE TABLE "metrics"."summaries" (
	"run_id" uuid PRIMARY KEY NOT NULL,
	"scorer" integer NOT NULL,
	"explanations" integer NOT NULL,
	"as_of" timestamp with time zone NOT NULL,
	"seed" integer NOT NULL,
	"resamples" integer NOT NULL,
	"made_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "catalog"."images" ADD COLUMN "perceptual_hash" text;--> statement-breakpoint
ALTER TABLE "catalog"."runs" ADD COLUMN "reference" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "metrics"."run_scores" ADD CONSTRAINT "run_scores_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "catalog"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "metrics"."scores" ADD CONSTRAINT "scores_explanation_id_explanations_id_fk" FOREIGN KEY ("explanation_id") REFERENCES "catalog"."explanations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "metrics"."scores" ADD CONSTRAINT "scores_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "catalog"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "metrics"."summaries" ADD CONSTRAINT "summaries_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "catalog"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "scores_by_run" ON "metrics"."scores" USING btree ("run_id");--> statement-breakpoint
CREATE INDEX "images_by_perceptual_hash" ON "catalog"."images" USING btree ("perceptual_hash");