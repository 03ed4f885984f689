CREATE TABLE "arena"."exclusions" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"study_id" uuid NOT NULL,
	"rater_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"excluded_at" timestamp with time zone NOT NULL,
	"withdrawn_at" timestamp with time zone,
	CONSTRAINT "exclusions_reason" CHECK ("arena"."exclusions"."reason" <> '')
);
--> statement-breakpoint
ALTER TABLE "arena"."exclusions" ADD CONSTRAINT "exclusions_study_id_studies_id_fk" FOREIGN KEY ("study_id") REFERENCES "arena"."studies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arena"."exclusions" ADD CONSTRAINT "exclusions_rater_id_raters_id_fk" FOREIGN KEY ("rater_id") REFERENCES "arena"."raters"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "exclusions_once" ON "arena"."exclusions" USING btree ("rater_id") WHERE "arena"."exclusions"."withdrawn_at" is null;--> statement-breakpoint
CREATE INDEX "exclusions_by_study" ON "arena"."exclusions" USING btree ("study_id");--> statement-breakpoint
-- What was excluded, and why, stays on record.
REVOKE DELETE ON "arena"."exclusions" FROM fakexplain_arena;
