CREATE TYPE "arena"."practice_kind" AS ENUM('other-image', 'moved-region', 'missing-region', 'tie', 'neither');--> statement-breakpoint
CREATE TABLE "arena"."invitations" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"study_id" uuid NOT NULL,
	"token_hash" text NOT NULL,
	"cohort" "arena"."cohort" NOT NULL,
	"uses_left" integer NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "invitations_token_hash_unique" UNIQUE("token_hash"),
	CONSTRAINT "invitations_uses" CHECK ("arena"."invitations"."uses_left" >= 0),
	CONSTRAINT "invitations_cohort" CHECK ("arena"."invitations"."cohort" <> 'open')
);
--> statement-breakpoint
CREATE TABLE "arena"."practice_answers" (
	"rater_id" uuid NOT NULL,
	"attempt" smallint NOT NULL,
	"position" smallint NOT NULL,
	"choice" "arena"."choice" NOT NULL,
	"agreed" boolean NOT NULL,
	"answered_at" timestamp with time zone NOT NULL,
	CONSTRAINT "practice_answers_rater_id_attempt_position_pk" PRIMARY KEY("rater_id","attempt","position"),
	CONSTRAINT "practice_answers_attempt" CHECK ("arena"."practice_answers"."attempt" in (1, 2))
);
--> statement-breakpoint
DROP VIEW "arena"."explanations_in_use";--> statement-breakpoint
ALTER TABLE "arena"."practice_ballots" DROP CONSTRAINT "practice_ballots_left_explanation_id_explanations_id_fk";
--> statement-breakpoint
ALTER TABLE "arena"."practice_ballots" DROP CONSTRAINT "practice_ballots_right_explanation_id_explanations_id_fk";
--> statement-breakpoint
ALTER TABLE "arena"."practice_ballots" ADD COLUMN "kind" "arena"."practice_kind";--> statement-breakpoint
ALTER TABLE "arena"."practice_ballots" ADD COLUMN "left" jsonb;--> statement-breakpoint
ALTER TABLE "arena"."practice_ballots" ADD COLUMN "right" jsonb;--> statement-breakpoint
ALTER TABLE "arena"."practice_ballots" ADD COLUMN "named" text[];--> statement-breakpoint
ALTER TABLE "arena"."raters" ADD COLUMN "invitation_id" uuid;--> statement-breakpoint
ALTER TABLE "arena"."raters" ADD COLUMN "participant_hash" text;--> statement-breakpoint
ALTER TABLE "arena"."raters" ADD COLUMN "screened_out_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "arena"."raters" ADD COLUMN "ended_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "arena"."studies" ADD COLUMN "contact" text;--> statement-breakpoint
ALTER TABLE "arena"."invitations" ADD CONSTRAINT "invitations_study_id_studies_id_fk" FOREIGN KEY ("study_id") REFERENCES "arena"."studies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arena"."practice_answers" ADD CONSTRAINT "practice_answers_rater_id_raters_id_fk" FOREIGN KEY ("rater_id") REFERENCES "arena"."raters"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "invitations_by_study" ON "arena"."invitations" USING btree ("study_id");--> statement-breakpoint
ALTER TABLE "arena"."raters" ADD CONSTRAINT "raters_invitation_id_invitations_id_fk" FOREIGN KEY ("invitation_id") REFERENCES "arena"."invitations"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
-- Practice ballots of before keep what they show, now as copies, with boxes in whole pixels of the image they are shown on.
CREATE FUNCTION pg_temp.shown(explanation uuid, shown_width integer, shown_height integer) RETURNS jsonb LANGUAGE sql AS $$
  select jsonb_build_object('verdict', e.verdict, 'tags', to_jsonb(e.tags), 'reasoning', e.reasoning, 'regions', coalesce((
    select jsonb_agg(jsonb_build_object('box', jsonb_build_array(x1, y1,
        greatest(least(shown_width, ceil((r->'box'->>2)::float8 * shown_width / e.width)), x1 + 1),
        greatest(least(shown_height, ceil((r->'box'->>3)::float8 * shown_height / e.height)), y1 + 1)),
      'description', r->'description') order by number)
    from jsonb_array_elements(e.regions) with ordinality as regions(r, number)
    cross join lateral (select
      least(greatest(0, floor((r->'box'->>0)::float8 * shown_width / e.width)), shown_width - 1) as x1,
      least(greatest(0, floor((r->'box'->>1)::float8 * shown_height / e.height)), shown_height - 1) as y1) as corner), '[]'))
  from catalog.parsed_explanations e where e.id = explanation
$$;--> statement-breakpoint
UPDATE "arena"."practice_ballots" p SET "kind" = 'other-image',
  "left" = pg_temp.shown(p.left_explanation_id, i.width, i.height),
  "right" = pg_temp.shown(p.right_explanation_id, i.width, i.height),
  "named" = coalesce((select array_agg(distinct r->>'description') from catalog.explanations e,
    jsonb_path_query(e.regions, '$[0 to 2]') r where r->>'description' <> ''
    and e.id = case p.expected when 'left' then p.left_explanation_id else p.right_explanation_id end), '{}')
FROM catalog.images i WHERE i.sha256 = p.image_sha256;--> statement-breakpoint
ALTER TABLE "arena"."practice_ballots" ALTER COLUMN "kind" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "arena"."practice_ballots" ALTER COLUMN "left" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "arena"."practice_ballots" ALTER COLUMN "right" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "arena"."practice_ballots" ALTER COLUMN "named" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "arena"."practice_ballots" DROP COLUMN "left_explanation_id";--> statement-breakpoint
ALTER TABLE "arena"."practice_ballots" DROP COLUMN "right_explanation_id";--> statement-breakpoint
ALTER TABLE "arena"."practice_ballots" DROP COLUMN "feedback";--> statement-breakpoint
ALTER TABLE "arena"."raters" ADD CONSTRAINT "raters_participant" UNIQUE("study_id","participant_hash");--> statement-breakpoint
CREATE VIEW "arena"."explanations_in_use" AS (
select explanation_id from arena.study_explanations);--> statement-breakpoint

-- The view was made anew, and its grant with it.
GRANT SELECT ON "arena"."explanations_in_use" TO fakexplain_catalog;
