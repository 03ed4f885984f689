CREATE TYPE "arena"."rater_place" AS ENUM('held', 'kept', 'given-back');--> statement-breakpoint
CREATE TABLE "arena"."agreements" (
	"rater_id" uuid NOT NULL,
	"consent_hash" text NOT NULL,
	"agreed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "agreements_rater_id_consent_hash_pk" PRIMARY KEY("rater_id","consent_hash")
);
--> statement-breakpoint
CREATE TABLE "arena"."consents" (
	"study_id" uuid NOT NULL,
	"hash" text NOT NULL,
	"text" text NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	CONSTRAINT "consents_study_id_hash_pk" PRIMARY KEY("study_id","hash")
);
--> statement-breakpoint
CREATE TABLE "arena"."participants" (
	"rater_id" uuid PRIMARY KEY NOT NULL,
	"study_id" uuid NOT NULL,
	"participant_hash" text NOT NULL,
	"participant" text,
	"panel_study" text,
	"panel_session" text,
	"paid_at" timestamp with time zone,
	CONSTRAINT "participants_once" UNIQUE("study_id","participant_hash")
);
--> statement-breakpoint
CREATE TABLE "arena"."withdrawals" (
	"rater_id" uuid PRIMARY KEY NOT NULL,
	"study_id" uuid NOT NULL,
	"answers" integer NOT NULL,
	"withdrawn_at" timestamp with time zone NOT NULL,
	CONSTRAINT "withdrawals_answers" CHECK ("arena"."withdrawals"."answers" >= 0)
);
--> statement-breakpoint
DROP VIEW "arena"."current_votes";--> statement-breakpoint
DROP VIEW "arena"."excluded_raters";--> statement-breakpoint
DROP VIEW "arena"."study_states";--> statement-breakpoint
ALTER TABLE "arena"."raters" DROP CONSTRAINT "raters_participant";--> statement-breakpoint
ALTER TABLE "arena"."invitations" DROP CONSTRAINT "invitations_uses";--> statement-breakpoint
ALTER TABLE "arena"."invitations" DROP CONSTRAINT "invitations_cohort";--> statement-breakpoint
ALTER TABLE "arena"."invitations" ALTER COLUMN "cohort" SET DATA TYPE text;--> statement-breakpoint
ALTER TABLE "arena"."raters" ALTER COLUMN "cohort" SET DATA TYPE text;--> statement-breakpoint
ALTER TABLE "arena"."invitations" ADD COLUMN "places" integer;--> statement-breakpoint
ALTER TABLE "arena"."invitations" ADD COLUMN "panel" jsonb;--> statement-breakpoint
ALTER TABLE "arena"."invitations" ADD COLUMN "revoked_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "arena"."raters" ADD COLUMN "place" "arena"."rater_place" DEFAULT 'held' NOT NULL;--> statement-breakpoint
ALTER TABLE "arena"."raters" ADD COLUMN "resume_hash" text;--> statement-breakpoint
ALTER TABLE "arena"."raters" ADD COLUMN "withdrawn" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "arena"."studies" ADD COLUMN "minutes" integer;--> statement-breakpoint
ALTER TABLE "arena"."studies" ADD COLUMN "pay_terms" text;--> statement-breakpoint
ALTER TABLE "arena"."studies" ADD COLUMN "withdraw_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "arena"."studies" ADD COLUMN "consent_hash" text;--> statement-breakpoint
ALTER TABLE "arena"."studies" ADD COLUMN "places" integer;--> statement-breakpoint
ALTER TABLE "arena"."studies" ADD COLUMN "place_hold_minutes" integer DEFAULT 60 NOT NULL;--> statement-breakpoint
ALTER TABLE "arena"."rater_counts" ADD COLUMN "withdrawn" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "arena"."agreements" ADD CONSTRAINT "agreements_rater_id_raters_id_fk" FOREIGN KEY ("rater_id") REFERENCES "arena"."raters"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arena"."consents" ADD CONSTRAINT "consents_study_id_studies_id_fk" FOREIGN KEY ("study_id") REFERENCES "arena"."studies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arena"."participants" ADD CONSTRAINT "participants_rater_id_raters_id_fk" FOREIGN KEY ("rater_id") REFERENCES "arena"."raters"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arena"."participants" ADD CONSTRAINT "participants_study_id_studies_id_fk" FOREIGN KEY ("study_id") REFERENCES "arena"."studies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arena"."withdrawals" ADD CONSTRAINT "withdrawals_rater_id_raters_id_fk" FOREIGN KEY ("rater_id") REFERENCES "arena"."raters"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arena"."withdrawals" ADD CONSTRAINT "withdrawals_study_id_studies_id_fk" FOREIGN KEY ("study_id") REFERENCES "arena"."studies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "withdrawals_by_study" ON "arena"."withdrawals" USING btree ("study_id");--> statement-breakpoint
ALTER TABLE "arena"."raters" ADD CONSTRAINT "raters_standing" UNIQUE("id","withdrawn");--> statement-breakpoint
ALTER TABLE "arena"."rater_counts" ADD CONSTRAINT "rater_counts_standing" FOREIGN KEY ("rater_id","withdrawn") REFERENCES "arena"."raters"("id","withdrawn") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "raters_with_place" ON "arena"."raters" USING btree ("study_id","invitation_id") WHERE "arena"."raters"."place" <> 'given-back';--> statement-breakpoint
CREATE INDEX "raters_by_invitation" ON "arena"."raters" USING btree ("invitation_id");--> statement-breakpoint
-- What was said of invitations and participants until now, in the new words.
UPDATE "arena"."invitations" i SET
  "places" = greatest(1, i.uses_left + (SELECT count(*) FROM arena.raters r WHERE r.invitation_id = i.id)),
  "panel" = CASE i.cohort WHEN 'prolific' THEN (
    SELECT jsonb_build_object('name', 'Prolific',
      'parameters', jsonb_build_object('participant', 'PROLIFIC_PID', 'study', 'STUDY_ID', 'session', 'SESSION_ID'),
      'returns', jsonb_build_object('completed', s.return_codes ->> 'completed', 'screenedOut', s.return_codes ->> 'screenedOut',
        'declined', s.return_codes ->> 'declined', 'overQuota', null),
      'codeAddress', 'https://app.prolific.com/submissions/complete?cc={code}')
    FROM arena.studies s WHERE s.id = i.study_id) END;--> statement-breakpoint
ALTER TABLE "arena"."invitations" ALTER COLUMN "places" SET NOT NULL;--> statement-breakpoint
INSERT INTO "arena"."participants" (rater_id, study_id, participant_hash)
SELECT id, study_id, participant_hash FROM arena.raters WHERE participant_hash IS NOT NULL;--> statement-breakpoint
UPDATE "arena"."raters" SET "place" = CASE WHEN screened_out_at IS NOT NULL THEN 'given-back' ELSE 'kept' END::arena.rater_place
WHERE screened_out_at IS NOT NULL OR ended_at IS NOT NULL;--> statement-breakpoint
ALTER TABLE "arena"."invitations" DROP COLUMN "uses_left";--> statement-breakpoint
ALTER TABLE "arena"."raters" DROP COLUMN "participant_hash";--> statement-breakpoint
ALTER TABLE "arena"."raters" ADD CONSTRAINT "raters_resume_hash_unique" UNIQUE("resume_hash");--> statement-breakpoint
ALTER TABLE "arena"."invitations" ADD CONSTRAINT "invitations_places" CHECK ("arena"."invitations"."places" > 0);--> statement-breakpoint
ALTER TABLE "arena"."rater_counts" ADD CONSTRAINT "rater_counts_not_withdrawn" CHECK (not "arena"."rater_counts"."withdrawn");--> statement-breakpoint
CREATE VIEW "arena"."current_votes" AS (
select v.id, v.sequence, v.study_id, v.rater_id, v.ballot_id, v.revision, v.choice, v.reasons, v.comment, v.response_ms,
  v.cast_at, b.kind, b.image_position, b.left_arm, b.right_arm, b.left_explanation_id, b.right_explanation_id,
  b.repeat_of, b.sound_side
from arena.votes v
join arena.ballots b on b.id = v.ballot_id
where not exists (select from arena.votes n where n.ballot_id = v.ballot_id and n.revision > v.revision)
  and not exists (select from arena.withdrawals w where w.rater_id = v.rater_id));--> statement-breakpoint
CREATE VIEW "arena"."excluded_raters" AS (
select x.study_id, x.rater_id from arena.exclusions x
where x.withdrawn_at is null and not exists (select from arena.withdrawals w where w.rater_id = x.rater_id));--> statement-breakpoint
CREATE VIEW "arena"."study_states" AS (
select s.id as study_id,
  (select coalesce(sum(p.wins_a + p.wins_b + p.ties + p.neither), 0)::int
    from arena.pair_counts p where p.study_id = s.id) as votes,
  (select coalesce(max(v.sequence), 0) from arena.votes v where v.study_id = s.id) as sequence,
  greatest(
    (select max(greatest(x.excluded_at, x.withdrawn_at)) from arena.exclusions x where x.study_id = s.id),
    (select max(w.withdrawn_at) from arena.withdrawals w where w.study_id = s.id)) as excluded_at
from arena.studies s);--> statement-breakpoint
DROP TYPE "arena"."cohort";--> statement-breakpoint
ALTER TABLE "arena"."invitations" ADD CONSTRAINT "invitations_cohort" CHECK ("arena"."invitations"."cohort" <> 'open');--> statement-breakpoint

-- The views were made anew, and their grants with them.
GRANT SELECT ON "arena"."current_votes", "arena"."excluded_raters", "arena"."study_states" TO fakexplain_metrics;--> statement-breakpoint
-- Who withdraws takes back the words too; votes, passes, agreements and withdrawals stay as they were cast.
GRANT UPDATE ("comment") ON "arena"."votes", "arena"."passes" TO fakexplain_arena;--> statement-breakpoint
REVOKE UPDATE, DELETE ON "arena"."consents", "arena"."agreements", "arena"."withdrawals" FROM fakexplain_arena;--> statement-breakpoint
REVOKE DELETE ON "arena"."participants" FROM fakexplain_arena;
