DROP VIEW "arena"."study_summaries";--> statement-breakpoint
CREATE INDEX "study_images_by_image" ON "arena"."study_images" USING btree ("image_sha256");--> statement-breakpoint
CREATE INDEX "images_by_hash_part_1" ON "catalog"."images" USING btree (substr("perceptual_hash", 1, 4));--> statement-breakpoint
CREATE INDEX "images_by_hash_part_2" ON "catalog"."images" USING btree (substr("perceptual_hash", 5, 4));--> statement-breakpoint
CREATE INDEX "images_by_hash_part_3" ON "catalog"."images" USING btree (substr("perceptual_hash", 9, 4));--> statement-breakpoint
CREATE INDEX "images_by_hash_part_4" ON "catalog"."images" USING btree (substr("perceptual_hash", 13, 4));--> statement-breakpoint
CREATE VIEW "catalog"."near_images" AS (
select a.sha256, b.sha256 as near_sha256
from catalog.images a
join catalog.images b on b.sha256 <> a.sha256 and (
  substr(b.perceptual_hash, 1, 4) = substr(a.perceptual_hash, 1, 4)
  or substr(b.perceptual_hash, 5, 4) = substr(a.perceptual_hash, 5, 4)
  or substr(b.perceptual_hash, 9, 4) = substr(a.perceptual_hash, 9, 4)
  or substr(b.perceptual_hash, 13, 4) = substr(a.perceptual_hash, 13, 4))
where bit_count(('x' || a.perceptual_hash)::bit(64) # ('x' || b.perceptual_hash)::bit(64)) <= 3
  and a.perceptual_hash not in ('0000000000000000', 'ffffffffffffffff'));--> statement-breakpoint
CREATE VIEW "arena"."asked_images" AS (
select s.id as study_id, s.slug as study, s.title, i.image_sha256
from arena.studies s
join (
  select study_id, image_sha256 from arena.study_images
  union all select study_id, image_sha256 from arena.practice_ballots
) i on i.study_id = s.id
where s.status = 'open' and s.embargo <> 'nothing');--> statement-breakpoint
CREATE VIEW "arena"."embargoed_images" AS (
select study_id, study, title, image_sha256 from arena.asked_images
union
select i.study_id, i.study, i.title, n.near_sha256 from arena.asked_images i
join catalog.near_images n on n.sha256 = i.image_sha256);--> statement-breakpoint
CREATE VIEW "arena"."embargoed_runs" AS (
select distinct s.id as study_id, s.slug as study, s.title, r.id as run_id
from arena.studies s
join arena.arms a on a.study_id = s.id
join arena.study_datasets d on d.study_id = s.id
join catalog.runs r on r.source_id = a.source_id and r.dataset_id = d.dataset_id
where s.status = 'open' and s.embargo = 'everything');--> statement-breakpoint
CREATE VIEW "arena"."embargoed_sources" AS (
select distinct s.id as study_id, s.slug as study, s.title, c.slug as source
from arena.studies s
join arena.arms a on a.study_id = s.id
join catalog.sources c on c.id = a.source_id
where s.status = 'open' and s.embargo <> 'nothing');--> statement-breakpoint
CREATE VIEW "arena"."study_summaries" AS (
select id, slug, title, status, demo, seed, results from arena.studies);--> statement-breakpoint

-- Each service asks the same views what the public is not shown.
GRANT SELECT ON "arena"."embargoed_images" TO fakexplain_catalog, fakexplain_inference, fakexplain_metrics;--> statement-breakpoint
GRANT SELECT ON "arena"."embargoed_runs", "arena"."study_summaries" TO fakexplain_metrics;--> statement-breakpoint
GRANT SELECT ON "arena"."embargoed_sources" TO fakexplain_inference;
