DROP VIEW "arena"."study_summaries";--> statement-breakpoint
CREATE VIEW "arena"."study_summaries" AS (
select s.id, s.slug, s.title, s.status, s.demo, s.seed,
  case when s.results = 'live' and exists (
      select from arena.study_images i join arena.asked_images a on a.image_sha256 = i.image_sha256
      where i.study_id = s.id)
    then 'delayed' else s.results end as results
from arena.studies s);--> statement-breakpoint
-- The view was made anew, and its grant with it.
GRANT SELECT ON "arena"."study_summaries" TO fakexplain_metrics;
