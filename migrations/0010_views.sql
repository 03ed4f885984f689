CREATE VIEW "arena"."current_votes" AS (
select v.id, v.sequence, v.study_id, v.rater_id, v.ballot_id, v.revision, v.choice, v.reasons, v.comment, v.response_ms,
  v.cast_at, b.kind, b.image_position, b.left_arm, b.right_arm, b.left_explanation_id, b.right_explanation_id,
  b.repeat_of, b.sound_side
from arena.votes v
join arena.ballots b on b.id = v.ballot_id
where not exists (select from arena.votes n where n.ballot_id = v.ballot_id and n.revision > v.revision));--> statement-breakpoint
CREATE VIEW "arena"."excluded_raters" AS (
select study_id, rater_id from arena.exclusions where withdrawn_at is null);--> statement-breakpoint
CREATE VIEW "catalog"."parsed_explanations" AS (
select e.id, e.run_id, e.image_sha256, i.width, i.height, e.verdict, e.tags, e.reasoning, e.regions
from catalog.explanations e join catalog.images i on i.sha256 = e.image_sha256);--> statement-breakpoint
CREATE VIEW "arena"."shown_explanations" AS (
select e.study_id, e.image_position, i.image_sha256, i.label, e.arm_position, e.explanation_id
from arena.study_explanations e
join arena.study_images i on i.study_id = e.study_id and i.position = e.image_position);--> statement-breakpoint
CREATE VIEW "arena"."study_arms" AS (
select a.study_id, a.position, a.name, a.kind, s.slug as source
from arena.arms a join catalog.sources s on s.id = a.source_id);--> statement-breakpoint
CREATE VIEW "arena"."study_summaries" AS (
select id, slug, title, status, demo, seed from arena.studies);--> statement-breakpoint
CREATE VIEW "arena"."explanations_in_use" AS (
select explanation_id from arena.study_explanations
union all select left_explanation_id from arena.practice_ballots
union all select right_explanation_id from arena.practice_ballots);--> statement-breakpoint

-- Other services read the arena through its views alone: no table of it, and so no rater's token.
REVOKE SELECT ON ALL TABLES IN SCHEMA "arena" FROM fakexplain_metrics, fakexplain_inference;--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA "arena" REVOKE SELECT ON TABLES FROM fakexplain_metrics, fakexplain_inference;--> statement-breakpoint
GRANT SELECT ON "arena"."current_votes", "arena"."shown_explanations", "arena"."study_arms", "arena"."study_summaries" TO fakexplain_metrics;--> statement-breakpoint
GRANT USAGE ON SCHEMA "arena" TO fakexplain_catalog;--> statement-breakpoint
GRANT SELECT ON "arena"."explanations_in_use" TO fakexplain_catalog;
