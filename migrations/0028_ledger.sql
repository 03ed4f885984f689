CREATE TYPE "arena"."ledger_entry_kind" AS ENUM('vote', 'exclusion', 'readmission', 'withdrawal');--> statement-breakpoint
CREATE TABLE "arena"."ledger_entries" (
	"study_id" uuid NOT NULL,
	"position" integer NOT NULL,
	"kind" "arena"."ledger_entry_kind" NOT NULL,
	"subject" uuid NOT NULL,
	"rater_id" uuid NOT NULL,
	"nonce" "bytea",
	"content_hash" "bytea" NOT NULL,
	"hash" "bytea" NOT NULL,
	CONSTRAINT "ledger_entries_study_id_position_pk" PRIMARY KEY("study_id","position")
);
--> statement-breakpoint
CREATE TABLE "arena"."ledgers" (
	"study_id" uuid PRIMARY KEY NOT NULL,
	"rater_key" "bytea" NOT NULL,
	"position" integer NOT NULL,
	"head" "bytea" NOT NULL,
	"through" bigint NOT NULL,
	"newest" bigint NOT NULL,
	"sealed_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "arena"."ledger_entries" ADD CONSTRAINT "ledger_entries_study_id_ledgers_study_id_fk" FOREIGN KEY ("study_id") REFERENCES "arena"."ledgers"("study_id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arena"."ledgers" ADD CONSTRAINT "ledgers_study_id_studies_id_fk" FOREIGN KEY ("study_id") REFERENCES "arena"."studies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "ledger_entries_once" ON "arena"."ledger_entries" USING btree ("subject","kind");--> statement-breakpoint
CREATE INDEX "ledger_entries_by_rater" ON "arena"."ledger_entries" USING btree ("rater_id");--> statement-breakpoint
-- Entries are added, and lose their nonces; nothing else of them changes. Nobody else learns the key of raters' names.
REVOKE UPDATE, DELETE ON "arena"."ledger_entries" FROM fakexplain_arena;--> statement-breakpoint
GRANT UPDATE ("nonce") ON "arena"."ledger_entries" TO fakexplain_arena;--> statement-breakpoint
REVOKE DELETE ON "arena"."ledgers" FROM fakexplain_arena;--> statement-breakpoint
REVOKE SELECT ON "arena"."ledgers", "arena"."ledger_entries" FROM fakexplain_metrics;
