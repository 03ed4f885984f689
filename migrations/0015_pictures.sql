CREATE TABLE "arena"."pictures" (
	"image_sha256" text PRIMARY KEY NOT NULL,
	"version" smallint NOT NULL,
	"encoder" text NOT NULL,
	"look" text NOT NULL,
	"levels" jsonb NOT NULL,
	"byte_size" bigint NOT NULL,
	"made_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "catalog"."thumbnails" (
	"image_sha256" text PRIMARY KEY NOT NULL,
	"version" smallint NOT NULL,
	"sha256" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "catalog"."images" ADD COLUMN "marks" text[];--> statement-breakpoint
ALTER TABLE "arena"."pictures" ADD CONSTRAINT "pictures_image_sha256_images_sha256_fk" FOREIGN KEY ("image_sha256") REFERENCES "catalog"."images"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "catalog"."thumbnails" ADD CONSTRAINT "thumbnails_image_sha256_images_sha256_fk" FOREIGN KEY ("image_sha256") REFERENCES "catalog"."images"("sha256") ON DELETE no action ON UPDATE no action;