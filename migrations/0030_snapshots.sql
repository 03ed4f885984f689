CREATE TABLE "arena"."snapshots" (
	"study_id" uuid NOT NULL,
	"name" text NOT NULL,
	"sequence" bigint NOT NULL,
	"note" text NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	CONSTRAINT "snapshots_study_id_name_pk" PRIMARY KEY("study_id","name")
);
--> statement-breakpoint
ALTER TABLE "arena"."snapshots" ADD CONSTRAINT "snapshots_study_id_studies_id_fk" FOREIGN KEY ("study_id") REFERENCES "arena"."studies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
-- What a name stands for never changes: it is in papers.
REVOKE UPDATE, DELETE ON "arena"."snapshots" FROM fakexplain_arena;--> statement-breakpoint
GRANT UPDATE ("note") ON "arena"."snapshots" TO fakexplain_arena;
