CREATE TABLE "arena"."study_near_images" (
	"study_id" uuid NOT NULL,
	"image_sha256" text NOT NULL,
	CONSTRAINT "study_near_images_study_id_image_sha256_pk" PRIMARY KEY("study_id","image_sha256")
);
--> statement-breakpoint
DROP VIEW "arena"."study_summaries";--> statement-breakpoint
ALTER TABLE "arena"."study_near_images" ADD CONSTRAINT "study_near_images_study_id_studies_id_fk" FOREIGN KEY ("study_id") REFERENCES "arena"."studies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "arena"."study_near_images" ADD CONSTRAINT "study_near_images_image_sha256_images_sha256_fk" FOREIGN KEY ("image_sha256") REFERENCES "catalog"."images"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "study_near_images_by_image" ON "arena"."study_near_images" USING btree ("image_sha256");--> statement-breakpoint
CREATE INDEX "study_images_by_image" ON "arena"."study_images" USING btree ("image_sha256");--> statement-breakpoint
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
select s.id, s.slug, s.title, n.image_sha256 from arena.study_near_images n
join arena.studies s on s.id = n.study_id
where s.status = 'open' and s.embargo <> 'nothing');--> statement-breakpoint
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
GRANT SELECT ON "arena"."embargoed_sources" TO fakexplain_inference;--> statement-breakpoint

-- Whether two images look alike by their perceptual hashes. Those without any horizontal change say nothing.
CREATE FUNCTION "catalog"."look_alike"(a text, b text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN a NOT IN ('0000000000000000', 'ffffffffffffffff')
  AND bit_count(('x' || a)::bit(64) # ('x' || b)::bit(64)) <= 7;--> statement-breakpoint

-- Of hashes that differ in at most 7 bits, one of eight equal parts is the same: only such pairs are compared.
CREATE FUNCTION "arena"."note_near_images_of_study"(opened uuid) RETURNS void LANGUAGE sql AS $$
  INSERT INTO arena.study_near_images (study_id, image_sha256)
  SELECT DISTINCT opened, other.sha256
  FROM (
    SELECT i.sha256, i.perceptual_hash, part, substr(i.perceptual_hash, part, 2) AS value
    FROM arena.asked_images asked
    JOIN catalog.images i ON i.sha256 = asked.image_sha256
    CROSS JOIN generate_series(1, 15, 2) part
    WHERE asked.study_id = opened
  ) own
  JOIN (
    SELECT i.sha256, i.perceptual_hash, part, substr(i.perceptual_hash, part, 2) AS value
    FROM catalog.images i CROSS JOIN generate_series(1, 15, 2) part
  ) other ON other.part = own.part AND other.value = own.value AND other.sha256 <> own.sha256
  WHERE catalog.look_alike(own.perceptual_hash, other.perceptual_hash)
  ON CONFLICT DO NOTHING;
$$;--> statement-breakpoint

CREATE FUNCTION "arena"."on_study_opened"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  PERFORM arena.note_near_images_of_study(new.id);
  RETURN NULL;
END;
$$;--> statement-breakpoint

CREATE TRIGGER "study_opened" AFTER INSERT OR UPDATE OF status ON "arena"."studies"
  FOR EACH ROW WHEN (new.status = 'open') EXECUTE FUNCTION "arena"."on_study_opened"();--> statement-breakpoint

-- Images that come, or get their hash, while studies are open. It runs as its owner: the catalog may not write the arena.
CREATE FUNCTION "arena"."on_images_changed"() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = '' AS $$
BEGIN
  INSERT INTO arena.study_near_images (study_id, image_sha256)
  SELECT DISTINCT asked.study_id, changed.sha256
  FROM arena.asked_images asked
  JOIN catalog.images own ON own.sha256 = asked.image_sha256
  JOIN changed ON changed.sha256 <> own.sha256
    AND catalog.look_alike(own.perceptual_hash, changed.perceptual_hash)
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END;
$$;--> statement-breakpoint

CREATE TRIGGER "images_added" AFTER INSERT ON "catalog"."images" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "arena"."on_images_changed"();--> statement-breakpoint

CREATE TRIGGER "images_hashed" AFTER UPDATE ON "catalog"."images" REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION "arena"."on_images_changed"();--> statement-breakpoint

SELECT "arena"."note_near_images_of_study"(id) FROM "arena"."studies" WHERE "status" = 'open';
