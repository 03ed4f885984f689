CREATE SCHEMA "limits";
--> statement-breakpoint
CREATE TABLE "arena"."exclusion_sets" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"study_id" uuid NOT NULL,
	"reason" text NOT NULL,
	"sentinels" text[] NOT NULL,
	"excluded_at" timestamp with time zone NOT NULL,
	"withdrawn_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "limits"."buckets" (
	"key" text PRIMARY KEY NOT NULL,
	"full_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "limits"."day_keys" (
	"day" date PRIMARY KEY NOT NULL,
	"key" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "arena"."open_ballots" (
	"ballot_id" uuid PRIMARY KEY NOT NULL,
	"study_id" uuid NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "arena"."rater_counts" (
	"rater_id" uuid PRIMARY KEY NOT NULL,
	"study_id" uuid NOT NULL,
	"answers" integer NOT NULL,
	"votes" integer NOT NULL,
	"left_votes" integer NOT NULL,
	"right_votes" integer NOT NULL,
	"checks" integer NOT NULL,
	"checks_passed" integer NOT NULL,
	"fast" integer NOT NULL,
	"timed_texts" integer NOT NULL,
	"hurried" integer NOT NULL,
	"unseen" integer NOT NULL,
	"last_choice" "arena"."choice" NOT NULL,
	"run" integer NOT NULL,
	"longest_side_run" integer NOT NULL,
	"longest_neutral_run" integer NOT NULL,
	"opening" text NOT NULL,
	"last_cast_at" timestamp with time zone NOT NULL,
	CONSTRAINT "rater_counts_votes" CHECK ("arena"."rater_counts"."left_votes" >= 0 and "arena"."rater_counts"."right_votes" >= 0)
);
--> statement-breakpoint
ALTER TABLE "arena"."ballots" ADD COLUMN "words" integer;--> statement-breakpoint
ALTER TABLE "arena"."ballots" ADD COLUMN "served_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "arena"."exclusions" ADD COLUMN "set_id" uuid;--> statement-breakpoint
ALTER TABLE "arena"."raters" ADD COLUMN "network" text;--> statement-breakpoint
ALTER TABLE "arena"."votes" ADD COLUMN "loading_ms" integer;--> statement-breakpoint
ALTER TABLE "arena"."votes" ADD COLUMN "server_ms" integer;--> statement-breakpoint
ALTER TABLE "arena"."exclusion_sets" ADD CONSTRAINT "exclusion_sets_study_id_studies_id_fk" FOREIGN KEY ("study_id") REFERENCES "arena"."studies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arena"."open_ballots" ADD CONSTRAINT "open_ballots_ballot_id_ballots_id_fk" FOREIGN KEY ("ballot_id") REFERENCES "arena"."ballots"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arena"."rater_counts" ADD CONSTRAINT "rater_counts_rater_id_raters_id_fk" FOREIGN KEY ("rater_id") REFERENCES "arena"."raters"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arena"."rater_counts" ADD CONSTRAINT "rater_counts_study_id_studies_id_fk" FOREIGN KEY ("study_id") REFERENCES "arena"."studies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "exclusion_sets_by_study" ON "arena"."exclusion_sets" USING btree ("study_id");--> statement-breakpoint
CREATE INDEX "buckets_full" ON "limits"."buckets" USING btree ("full_at");--> statement-breakpoint
CREATE INDEX "open_ballots_by_expiry" ON "arena"."open_ballots" USING btree ("study_id","expires_at");--> statement-breakpoint
CREATE INDEX "rater_counts_by_study" ON "arena"."rater_counts" USING btree ("study_id");--> statement-breakpoint
ALTER TABLE "arena"."exclusions" ADD CONSTRAINT "exclusions_set_id_exclusion_sets_id_fk" FOREIGN KEY ("set_id") REFERENCES "arena"."exclusion_sets"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "exclusions_by_set" ON "arena"."exclusions" USING btree ("set_id");--> statement-breakpoint
-- How much was asked for lately need not survive a crash, and the key of the day should not be in any log of writes.
ALTER TABLE "limits"."buckets" SET UNLOGGED;--> statement-breakpoint
ALTER TABLE "limits"."day_keys" SET UNLOGGED;--> statement-breakpoint
GRANT USAGE ON SCHEMA "limits" TO fakexplain_arena, fakexplain_inference;--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "limits" TO fakexplain_arena, fakexplain_inference;--> statement-breakpoint
-- What was excluded, and why, stays on record.
REVOKE DELETE ON "arena"."exclusion_sets" FROM fakexplain_arena;--> statement-breakpoint

-- Ballots that can still be answered; the picture of each is taken for seen.
INSERT INTO "arena"."open_ballots" (ballot_id, study_id, expires_at)
SELECT b.id, b.study_id, b.expires_at FROM arena.ballots b
WHERE b.kind = 'regular' AND b.expires_at > now() AND NOT EXISTS (SELECT FROM arena.votes v WHERE v.ballot_id = b.id);--> statement-breakpoint
UPDATE "arena"."ballots" SET served_at = issued_at WHERE expires_at > now();--> statement-breakpoint
-- Draws count what was answered or can still be.
UPDATE "arena"."draw_counts" SET a_on_left = 0, b_on_left = 0;--> statement-breakpoint
INSERT INTO "arena"."draw_counts" AS c (study_id, arm_a, arm_b, image_position, a_on_left, b_on_left)
SELECT b.study_id, least(b.left_arm, b.right_arm), greatest(b.left_arm, b.right_arm), b.image_position,
  count(*) FILTER (WHERE b.left_arm < b.right_arm), count(*) FILTER (WHERE b.left_arm > b.right_arm)
FROM arena.ballots b
WHERE b.kind = 'regular' AND (b.expires_at > now() OR EXISTS (SELECT FROM arena.votes v WHERE v.ballot_id = b.id))
GROUP BY 1, 2, 3, 4
ON CONFLICT (study_id, arm_a, arm_b, image_position) DO UPDATE SET
  a_on_left = excluded.a_on_left, b_on_left = excluded.b_on_left;--> statement-breakpoint
-- How raters have answered so far. Words were not counted, and pictures not noted: no answer counts as hurried or unseen.
INSERT INTO "arena"."rater_counts" (rater_id, study_id, answers, votes, left_votes, right_votes, checks, checks_passed,
  fast, timed_texts, hurried, unseen, last_choice, run, longest_side_run, longest_neutral_run, opening, last_cast_at)
WITH answers AS (
  SELECT v.rater_id, v.study_id, v.choice, v.cast_at,
    v.cast_at - greatest(b.issued_at, lag(v.cast_at) OVER own) < interval '1.5 seconds' AS fast,
    row_number() OVER own AS place,
    row_number() OVER own - row_number() OVER (PARTITION BY v.rater_id, v.choice ORDER BY v.sequence) AS island
  FROM arena.votes v JOIN arena.ballots b ON b.id = v.ballot_id
  WHERE v.revision = 0
  WINDOW own AS (PARTITION BY v.rater_id ORDER BY v.sequence)
), runs AS (
  SELECT rater_id, choice, count(*) AS n, max(place) AS until FROM answers GROUP BY rater_id, choice, island
), longest AS (
  SELECT rater_id, coalesce(max(n) FILTER (WHERE choice IN ('left', 'right')), 0) AS side,
    coalesce(max(n) FILTER (WHERE choice IN ('tie', 'neither')), 0) AS neutral,
    (array_agg(n ORDER BY until DESC))[1] AS run, (array_agg(choice ORDER BY until DESC))[1] AS choice
  FROM runs GROUP BY rater_id
), current AS (
  SELECT rater_id, count(*) FILTER (WHERE kind = 'regular') AS votes,
    count(*) FILTER (WHERE kind = 'regular' AND choice = 'left') AS left_votes,
    count(*) FILTER (WHERE kind = 'regular' AND choice = 'right') AS right_votes,
    count(*) FILTER (WHERE kind = 'check') AS checks,
    count(*) FILTER (WHERE kind = 'check' AND choice = sound_side) AS passed
  FROM arena.current_votes GROUP BY rater_id
)
SELECT a.rater_id, a.study_id, count(*), c.votes, c.left_votes, c.right_votes, c.checks, c.passed,
  count(*) FILTER (WHERE a.fast), 0, 0, 0, l.choice, l.run, l.side, l.neutral,
  coalesce(string_agg(left(a.choice::text, 1), '' ORDER BY a.place) FILTER (WHERE a.place <= 20), ''), max(a.cast_at)
FROM answers a JOIN longest l USING (rater_id) JOIN current c USING (rater_id)
GROUP BY a.rater_id, a.study_id, c.votes, c.left_votes, c.right_votes, c.checks, c.passed, l.choice, l.run, l.side, l.neutral;
