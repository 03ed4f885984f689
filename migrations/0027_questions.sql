CREATE TYPE "arena"."rater_verdict" AS ENUM('real', 'generated', 'cannot-tell');--> statement-breakpoint
CREATE TYPE "arena"."strength" AS ENUM('slight', 'clear', 'much');--> statement-breakpoint
DROP VIEW "arena"."current_votes";--> statement-breakpoint
ALTER TABLE "arena"."ballots" ADD COLUMN "verdict_before" "arena"."rater_verdict";--> statement-breakpoint
ALTER TABLE "arena"."ballots" ADD COLUMN "verdict_before_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "arena"."ballots" ADD COLUMN "verdict_before_ms" integer;--> statement-breakpoint
ALTER TABLE "arena"."studies" ADD COLUMN "questions" text[] DEFAULT '{"overall"}' NOT NULL;--> statement-breakpoint
ALTER TABLE "arena"."studies" ADD COLUMN "strength" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "arena"."studies" ADD COLUMN "reliance" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "arena"."votes" ADD COLUMN "further_answers" text[];--> statement-breakpoint
ALTER TABLE "arena"."votes" ADD COLUMN "strength" "arena"."strength";--> statement-breakpoint
ALTER TABLE "arena"."votes" ADD COLUMN "verdict_after" "arena"."rater_verdict";--> statement-breakpoint
ALTER TABLE "arena"."ballots" ADD CONSTRAINT "ballots_verdict_before" CHECK (("arena"."ballots"."verdict_before" is null) = ("arena"."ballots"."verdict_before_at" is null));--> statement-breakpoint
ALTER TABLE "arena"."studies" ADD CONSTRAINT "studies_questions" CHECK (cardinality("arena"."studies"."questions") between 1 and 4 and "arena"."studies"."questions" <@ array['overall', 'where', 'why', 'verdict']);--> statement-breakpoint
ALTER TABLE "arena"."votes" ADD CONSTRAINT "votes_further_answers" CHECK ("arena"."votes"."further_answers" is null or "arena"."votes"."further_answers" <@ array['left', 'right', 'tie', 'neither']);--> statement-breakpoint
ALTER TABLE "arena"."votes" ADD CONSTRAINT "votes_strength" CHECK ("arena"."votes"."strength" is null or "arena"."votes"."choice" in ('left', 'right'));--> statement-breakpoint
CREATE VIEW "arena"."current_votes" AS (
select v.id, v.sequence, v.study_id, v.rater_id, v.ballot_id, v.revision, v.choice, v.reasons, v.comment, v.response_ms,
  v.cast_at, b.kind, b.image_position, b.left_arm, b.right_arm, b.left_explanation_id, b.right_explanation_id,
  b.repeat_of, b.sound_side, v.further_answers, v.strength, b.verdict_before, v.verdict_after
from arena.votes v
join arena.ballots b on b.id = v.ballot_id
where not exists (select from arena.votes n where n.ballot_id = v.ballot_id and n.revision > v.revision)
  and not exists (select from arena.withdrawals w where w.rater_id = v.rater_id));--> statement-breakpoint
GRANT SELECT ON "arena"."current_votes" TO fakexplain_metrics;--> statement-breakpoint
-- Further answers, strength and verdicts lie in bits that were 0 before, since a study has 200 arms at most: what is packed stays right.
DROP FUNCTION "arena"."packed_vote"(integer, smallint, smallint, arena.ballot_kind, arena.choice, arena.choice);--> statement-breakpoint
CREATE FUNCTION "arena"."packed_vote"(image integer, left_arm smallint, right_arm smallint, kind arena.ballot_kind,
  sound_side arena.choice, choice arena.choice, further_answers text[] DEFAULT NULL, strength arena.strength DEFAULT NULL,
  verdict_before arena.rater_verdict DEFAULT NULL, verdict_after arena.rater_verdict DEFAULT NULL)
RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT int8send((image::bigint << 32) | (left_arm::bigint << 18) | (right_arm::bigint << 4)
  | (CASE kind WHEN 'regular' THEN 0 WHEN 'repeat' THEN 4 ELSE CASE sound_side WHEN 'left' THEN 8 ELSE 12 END END)
  | (CASE choice WHEN 'left' THEN 0 WHEN 'right' THEN 1 WHEN 'tie' THEN 2 ELSE 3 END)
  | ((CASE further_answers[1] WHEN 'right' THEN 1 WHEN 'tie' THEN 2 WHEN 'neither' THEN 3 ELSE 0 END)::bigint << 26)
  | ((CASE further_answers[2] WHEN 'right' THEN 1 WHEN 'tie' THEN 2 WHEN 'neither' THEN 3 ELSE 0 END)::bigint << 28)
  | ((CASE further_answers[3] WHEN 'right' THEN 1 WHEN 'tie' THEN 2 WHEN 'neither' THEN 3 ELSE 0 END)::bigint << 30)
  | ((CASE strength WHEN 'slight' THEN 1 WHEN 'clear' THEN 2 WHEN 'much' THEN 3 ELSE 0 END) << 16)
  | ((CASE verdict_before WHEN 'real' THEN 1 WHEN 'generated' THEN 2 WHEN 'cannot-tell' THEN 3 ELSE 0 END) << 14)
  | ((CASE verdict_after WHEN 'real' THEN 1 WHEN 'generated' THEN 2 WHEN 'cannot-tell' THEN 3 ELSE 0 END) << 12)) $$;
