CREATE TYPE "arena"."pass_reason" AS ENUM('picture', 'offensive', 'language', 'cannot-judge');--> statement-breakpoint
CREATE TABLE "arena"."passes" (
	"ballot_id" uuid PRIMARY KEY NOT NULL,
	"study_id" uuid NOT NULL,
	"reason" "arena"."pass_reason" NOT NULL,
	"comment" text,
	"passed_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "arena"."passes" ADD CONSTRAINT "passes_ballot_id_ballots_id_fk" FOREIGN KEY ("ballot_id") REFERENCES "arena"."ballots"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arena"."passes" ADD CONSTRAINT "passes_study_id_studies_id_fk" FOREIGN KEY ("study_id") REFERENCES "arena"."studies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "passes_by_study" ON "arena"."passes" USING btree ("study_id");--> statement-breakpoint
-- What was passed stays on record.
REVOKE UPDATE, DELETE ON "arena"."passes" FROM fakexplain_arena;
