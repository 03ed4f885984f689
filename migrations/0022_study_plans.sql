CREATE TABLE "arena"."study_plans" (
	"study_id" uuid PRIMARY KEY NOT NULL,
	"plan" jsonb NOT NULL,
	"hash" text NOT NULL,
	"planned_at" timestamp with time zone NOT NULL,
	"reached_at" timestamp with time zone,
	"reached_votes" integer,
	CONSTRAINT "study_plans_reached" CHECK (("arena"."study_plans"."reached_at" is null) = ("arena"."study_plans"."reached_votes" is null))
);
--> statement-breakpoint
ALTER TABLE "arena"."study_plans" ADD CONSTRAINT "study_plans_study_id_studies_id_fk" FOREIGN KEY ("study_id") REFERENCES "arena"."studies"("id") ON DELETE cascade ON UPDATE no action;