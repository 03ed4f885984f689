CREATE TABLE "arena"."draw_counts" (
	"study_id" uuid NOT NULL,
	"arm_a" smallint NOT NULL,
	"arm_b" smallint NOT NULL,
	"image_position" integer NOT NULL,
	"a_on_left" integer NOT NULL,
	"b_on_left" integer NOT NULL,
	CONSTRAINT "draw_counts_study_id_arm_a_arm_b_image_position_pk" PRIMARY KEY("study_id","arm_a","arm_b","image_position"),
	CONSTRAINT "draw_counts_ordered" CHECK ("arena"."draw_counts"."arm_a" < "arena"."draw_counts"."arm_b")
);
--> statement-breakpoint
ALTER TABLE "arena"."studies" ADD COLUMN "sound_arm" smallint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "arena"."draw_counts" ADD CONSTRAINT "draw_counts_image" FOREIGN KEY ("study_id","image_position") REFERENCES "arena"."study_images"("study_id","position") ON DELETE no action ON UPDATE no action;