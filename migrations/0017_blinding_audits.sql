CREATE TABLE "arena"."blinding_audits" (
	"study_id" uuid NOT NULL,
	"arm_a" smallint NOT NULL,
	"arm_b" smallint NOT NULL,
	"method" text NOT NULL,
	"seed" integer NOT NULL,
	"by_form" jsonb NOT NULL,
	"by_all" jsonb NOT NULL,
	"give_aways" jsonb NOT NULL,
	"made_at" timestamp with time zone NOT NULL,
	CONSTRAINT "blinding_audits_study_id_arm_a_arm_b_pk" PRIMARY KEY("study_id","arm_a","arm_b"),
	CONSTRAINT "blinding_audits_ordered" CHECK ("arena"."blinding_audits"."arm_a" < "arena"."blinding_audits"."arm_b")
);
--> statement-breakpoint
ALTER TABLE "arena"."blinding_audits" ADD CONSTRAINT "blinding_audits_study_id_studies_id_fk" FOREIGN KEY ("study_id") REFERENCES "arena"."studies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE VIEW "arena"."study_states" AS (
select s.id as study_id,
  (select coalesce(sum(p.wins_a + p.wins_b + p.ties + p.neither), 0)::int
    from arena.pair_counts p where p.study_id = s.id and p.slice = 'all') as votes,
  (select coalesce(max(v.sequence), 0) from arena.votes v where v.study_id = s.id) as sequence,
  (select max(greatest(x.excluded_at, x.withdrawn_at)) from arena.exclusions x where x.study_id = s.id) as excluded_at
from arena.studies s);--> statement-breakpoint

-- Metrics says how often wrong explanations won, with and without excluded raters.
GRANT SELECT ON "arena"."excluded_raters", "arena"."study_states" TO fakexplain_metrics;
