DROP VIEW "arena"."study_states";--> statement-breakpoint
-- Slices are counted from packed votes from now on.
DELETE FROM "arena"."pair_counts" WHERE "slice" <> 'all';--> statement-breakpoint
ALTER TABLE "arena"."pair_counts" DROP CONSTRAINT "pair_counts_study_id_slice_value_arm_a_arm_b_shard_pk";--> statement-breakpoint
ALTER TABLE "arena"."pair_counts" ADD CONSTRAINT "pair_counts_study_id_arm_a_arm_b_shard_pk" PRIMARY KEY("study_id","arm_a","arm_b","shard");--> statement-breakpoint
ALTER TABLE "arena"."pair_counts" DROP COLUMN "slice";--> statement-breakpoint
ALTER TABLE "arena"."pair_counts" DROP COLUMN "value";--> statement-breakpoint
DROP TYPE "arena"."slice_kind";--> statement-breakpoint
-- A vote in 8 bytes: image (32 bits), arms on the left and right (14 each), kind (2: regular, repeat, check whose sound side is the
-- left, or the right), choice (2: left, right, tie, neither).
CREATE FUNCTION "arena"."packed_vote"(image integer, left_arm smallint, right_arm smallint, kind arena.ballot_kind,
  sound_side arena.choice, choice arena.choice) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE
AS $$ SELECT int8send((image::bigint << 32) | (left_arm::bigint << 18) | (right_arm::bigint << 4)
  | (CASE kind WHEN 'regular' THEN 0 WHEN 'repeat' THEN 4 ELSE CASE sound_side WHEN 'left' THEN 8 ELSE 12 END END)
  | (CASE choice WHEN 'left' THEN 0 WHEN 'right' THEN 1 WHEN 'tie' THEN 2 ELSE 3 END)) $$;--> statement-breakpoint
ALTER TABLE "arena"."rater_counts" ADD COLUMN "packed_votes" "bytea" DEFAULT ''::bytea NOT NULL;--> statement-breakpoint
ALTER TABLE "arena"."rater_counts" ALTER COLUMN "packed_votes" DROP DEFAULT;--> statement-breakpoint
-- A thousand votes stay in the row itself, which is written as a whole with each vote; compressing them would save nothing.
ALTER TABLE "arena"."rater_counts" SET (toast_tuple_target = 8160);--> statement-breakpoint
ALTER TABLE "arena"."rater_counts" ALTER COLUMN "packed_votes" SET STORAGE EXTERNAL;--> statement-breakpoint
UPDATE "arena"."rater_counts" c SET "packed_votes" = p.packed
FROM (
  SELECT rater_id, string_agg(arena.packed_vote(image_position, left_arm, right_arm, kind, sound_side, choice), ''
    ORDER BY sequence) AS packed
  FROM arena.current_votes GROUP BY rater_id
) p WHERE p.rater_id = c.rater_id;--> statement-breakpoint
CREATE VIEW "arena"."rater_votes" AS (
select study_id, rater_id, packed_votes from arena.rater_counts);--> statement-breakpoint
CREATE VIEW "arena"."study_states" AS (
select s.id as study_id,
  (select coalesce(sum(p.wins_a + p.wins_b + p.ties + p.neither), 0)::int
    from arena.pair_counts p where p.study_id = s.id) as votes,
  (select coalesce(max(v.sequence), 0) from arena.votes v where v.study_id = s.id) as sequence,
  (select max(greatest(x.excluded_at, x.withdrawn_at)) from arena.exclusions x where x.study_id = s.id) as excluded_at
from arena.studies s);--> statement-breakpoint
GRANT SELECT ON "arena"."study_states", "arena"."rater_votes" TO fakexplain_metrics;
