-- What an explanation scores becomes one entry a metric, by the metric's key, with the numbers that were in the columns.
-- Numbers are written in as many digits as tell them apart.
SET LOCAL extra_float_digits = 1;--> statement-breakpoint
ALTER TABLE "metrics"."scores" ADD COLUMN "entries" jsonb;--> statement-breakpoint
UPDATE "metrics"."scores" SET "entries" = jsonb_strip_nulls(jsonb_build_object(
	'acc', "verdict_right"::int,
	'iou_union', "iou_union",
	'iou_matched', "iou_matched",
	'iou_centre_greedy', "iou_centre_greedy",
	'false_alarm_area', "false_alarm_area",
	'bleu2', "bleu2",
	'bleu2.sacrebleu-corpus', to_jsonb("bleu2_statistics"),
	'bleu2.nltk-ws-method0', "bleu2_nltk_method0",
	'bleu2.nltk-13a-method1', "bleu2_nltk_method1",
	'bleu2.coco-sentence', "bleu2_coco",
	'rouge_l', "rouge_l",
	'rouge_l.stem', "rouge_l_stemmed",
	'rouge_l.unicode-words', "rouge_l_unicode"
));--> statement-breakpoint
ALTER TABLE "metrics"."scores" ALTER COLUMN "entries" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "metrics"."scores" DROP CONSTRAINT "scores_statistics";--> statement-breakpoint
ALTER TABLE "metrics"."scores" DROP COLUMN "verdict_right";--> statement-breakpoint
ALTER TABLE "metrics"."scores" DROP COLUMN "parsed";--> statement-breakpoint
ALTER TABLE "metrics"."scores" DROP COLUMN "iou_union";--> statement-breakpoint
ALTER TABLE "metrics"."scores" DROP COLUMN "iou_matched";--> statement-breakpoint
ALTER TABLE "metrics"."scores" DROP COLUMN "iou_centre_greedy";--> statement-breakpoint
ALTER TABLE "metrics"."scores" DROP COLUMN "false_alarm_area";--> statement-breakpoint
ALTER TABLE "metrics"."scores" DROP COLUMN "bleu2";--> statement-breakpoint
ALTER TABLE "metrics"."scores" DROP COLUMN "bleu2_nltk_method0";--> statement-breakpoint
ALTER TABLE "metrics"."scores" DROP COLUMN "bleu2_nltk_method1";--> statement-breakpoint
ALTER TABLE "metrics"."scores" DROP COLUMN "bleu2_coco";--> statement-breakpoint
ALTER TABLE "metrics"."scores" DROP COLUMN "bleu2_statistics";--> statement-breakpoint
ALTER TABLE "metrics"."scores" DROP COLUMN "rouge_l";--> statement-breakpoint
ALTER TABLE "metrics"."scores" DROP COLUMN "rouge_l_stemmed";--> statement-breakpoint
ALTER TABLE "metrics"."scores" DROP COLUMN "rouge_l_unicode";--> statement-breakpoint
ALTER TABLE "metrics"."run_scores" RENAME COLUMN "slice" TO "slice_kind";--> statement-breakpoint
ALTER TABLE "metrics"."run_scores" RENAME COLUMN "value" TO "slice_value";--> statement-breakpoint
ALTER TABLE "metrics"."run_scores" RENAME COLUMN "score" TO "value";--> statement-breakpoint
ALTER TABLE "metrics"."run_scores" RENAME CONSTRAINT "run_scores_run_id_slice_value_signature_pk" TO "run_scores_run_id_slice_kind_slice_value_signature_pk";--> statement-breakpoint
CREATE TABLE "metrics"."run_verdicts" (
	"run_id" uuid NOT NULL,
	"slice_kind" "metrics"."score_slice" NOT NULL,
	"slice_value" text NOT NULL,
	"real_as_real" integer NOT NULL,
	"real_as_generated" integer NOT NULL,
	"real_unparsed" integer NOT NULL,
	"generated_as_real" integer NOT NULL,
	"generated_as_generated" integer NOT NULL,
	"generated_unparsed" integer NOT NULL,
	CONSTRAINT "run_verdicts_run_id_slice_kind_slice_value_pk" PRIMARY KEY("run_id","slice_kind","slice_value")
);
--> statement-breakpoint
ALTER TABLE "metrics"."run_verdicts" ADD CONSTRAINT "run_verdicts_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "catalog"."runs"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
-- The confusion matrices of the runs that are summed up.
INSERT INTO "metrics"."run_verdicts"
SELECT e."run_id", slice.kind::"metrics"."score_slice", slice.value,
	count(*) FILTER (WHERE i."label" = 'real' AND e."verdict" = 'real'),
	count(*) FILTER (WHERE i."label" = 'real' AND e."verdict" = 'generated'),
	count(*) FILTER (WHERE i."label" = 'real' AND e."verdict" IS NULL),
	count(*) FILTER (WHERE i."label" = 'generated' AND e."verdict" = 'real'),
	count(*) FILTER (WHERE i."label" = 'generated' AND e."verdict" = 'generated'),
	count(*) FILTER (WHERE i."label" = 'generated' AND e."verdict" IS NULL)
FROM "catalog"."explanations" e
JOIN "metrics"."scores" s ON s."explanation_id" = e."id"
JOIN "metrics"."summaries" m ON m."run_id" = e."run_id"
JOIN "catalog"."runs" r ON r."id" = e."run_id"
JOIN "catalog"."dataset_images" i ON i."dataset_id" = r."dataset_id" AND i."image_sha256" = e."image_sha256"
CROSS JOIN LATERAL (VALUES
	('all', ''),
	('label', i."label"::text),
	('category', i."category"),
	('generator', i."generator"),
	('fold', i."fold"::text)
) AS slice(kind, value)
WHERE slice.value IS NOT NULL
GROUP BY e."run_id", slice.kind, slice.value;--> statement-breakpoint
-- Texts that came in files were read by the first parser with the defaults of their grammar. How a model's manifest had the
-- texts of its runs read is not known here.
ALTER TABLE "catalog"."explanations" ADD COLUMN "reading_settings" jsonb;--> statement-breakpoint
ALTER TABLE "catalog"."explanations" ADD COLUMN "parser_version" integer;--> statement-breakpoint
UPDATE "catalog"."explanations" e SET "parser_version" = 1
FROM "catalog"."runs" r
WHERE r."id" = e."run_id" AND r."origin" = 'import'
	AND e."raw_text" IS NOT NULL AND e."grammar" IS NOT NULL AND e."coordinate_space" IS NOT NULL;--> statement-breakpoint
ALTER TABLE "metrics"."scores" ADD COLUMN "parser_version" integer;--> statement-breakpoint
UPDATE "metrics"."scores" s SET "parser_version" = e."parser_version"
FROM "catalog"."explanations" e
WHERE e."id" = s."explanation_id" AND e."parser_version" IS NOT NULL;
