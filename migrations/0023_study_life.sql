ALTER TABLE "arena"."studies" ADD COLUMN "planned_votes" integer;--> statement-breakpoint
ALTER TABLE "arena"."studies" ADD COLUMN "pay" jsonb;--> statement-breakpoint
ALTER TABLE "arena"."studies" ADD COLUMN "version" smallint DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "arena"."studies" ADD COLUMN "predecessor_id" uuid;--> statement-breakpoint
ALTER TABLE "arena"."studies" ADD COLUMN "paused_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "arena"."studies" ADD COLUMN "archived_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "arena"."studies" ADD CONSTRAINT "studies_predecessor" FOREIGN KEY ("predecessor_id") REFERENCES "arena"."studies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "passes_with_comment" ON "arena"."passes" USING btree ("study_id","passed_at","ballot_id") WHERE "arena"."passes"."comment" is not null;--> statement-breakpoint
CREATE INDEX "votes_with_comment" ON "arena"."votes" USING btree ("study_id","cast_at","ballot_id") WHERE "arena"."votes"."comment" is not null;--> statement-breakpoint
ALTER TABLE "arena"."studies" ADD CONSTRAINT "studies_predecessor_id_unique" UNIQUE("predecessor_id");--> statement-breakpoint
ALTER TABLE "arena"."studies" ADD CONSTRAINT "studies_version" CHECK (("arena"."studies"."version" = 1) = ("arena"."studies"."predecessor_id" is null) and "arena"."studies"."version" > 0);--> statement-breakpoint
ALTER TABLE "arena"."studies" ADD CONSTRAINT "studies_paused" CHECK ("arena"."studies"."paused_at" is null or "arena"."studies"."status" = 'open');--> statement-breakpoint
ALTER TABLE "arena"."studies" ADD CONSTRAINT "studies_archived" CHECK ("arena"."studies"."archived_at" is null or "arena"."studies"."status" = 'closed');