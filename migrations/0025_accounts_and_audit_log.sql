CREATE SCHEMA "account";
--> statement-breakpoint
CREATE SCHEMA "audit";
--> statement-breakpoint
CREATE TYPE "account"."role" AS ENUM('viewer', 'maintainer', 'owner');--> statement-breakpoint
CREATE TYPE "account"."scope" AS ENUM('read', 'write', 'manage');--> statement-breakpoint
CREATE TABLE "account"."api_keys" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"person_id" uuid,
	"role" "account"."role",
	"name" text NOT NULL,
	"key_hash" text NOT NULL,
	"scope" "account"."scope" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"last_used_at" timestamp with time zone,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "api_keys_key_hash_unique" UNIQUE("key_hash"),
	CONSTRAINT "api_keys_of" CHECK (("account"."api_keys"."person_id" is null) = ("account"."api_keys"."role" is not null))
);
--> statement-breakpoint
CREATE TABLE "account"."credentials" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"person_id" uuid NOT NULL,
	"provider_id" text NOT NULL,
	"account_id" text NOT NULL,
	"password" text,
	"access_token" text,
	"refresh_token" text,
	"id_token" text,
	"access_token_expires_at" timestamp with time zone,
	"refresh_token_expires_at" timestamp with time zone,
	"scope" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "credentials_once" UNIQUE("provider_id","account_id")
);
--> statement-breakpoint
CREATE TABLE "account"."invitations" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"token_hash" text NOT NULL,
	"role" "account"."role" NOT NULL,
	"study_id" uuid,
	"note" text DEFAULT '' NOT NULL,
	"made_by" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"used_at" timestamp with time zone,
	"used_by" uuid,
	"revoked_at" timestamp with time zone,
	CONSTRAINT "invitations_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "account"."passkeys" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"person_id" uuid NOT NULL,
	"name" text,
	"public_key" text NOT NULL,
	"credential_id" text NOT NULL,
	"counter" integer NOT NULL,
	"device_type" text NOT NULL,
	"backed_up" boolean NOT NULL,
	"transports" text,
	"aaguid" text,
	"created_at" timestamp with time zone DEFAULT now(),
	CONSTRAINT "passkeys_credential_id_unique" UNIQUE("credential_id")
);
--> statement-breakpoint
CREATE TABLE "account"."people" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"email_verified" boolean DEFAULT false NOT NULL,
	"image" text,
	"role" "account"."role",
	"disabled_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "people_email_unique" UNIQUE("email"),
	CONSTRAINT "people_email" CHECK ("account"."people"."email" = lower("account"."people"."email") and "account"."people"."email" <> '')
);
--> statement-breakpoint
CREATE TABLE "account"."secrets" (
	"name" text PRIMARY KEY NOT NULL,
	"value" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "account"."sessions" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"token" text NOT NULL,
	"person_id" uuid NOT NULL,
	"user_agent" text,
	"ip_address" text,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "sessions_token_unique" UNIQUE("token")
);
--> statement-breakpoint
CREATE TABLE "account"."study_roles" (
	"person_id" uuid NOT NULL,
	"study_id" uuid NOT NULL,
	"role" "account"."role" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "study_roles_person_id_study_id_pk" PRIMARY KEY("person_id","study_id")
);
--> statement-breakpoint
CREATE TABLE "account"."verifications" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"identifier" text NOT NULL,
	"value" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit"."entries" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit"."entries_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"person_id" uuid,
	"person_name" text,
	"key_id" uuid,
	"key_name" text,
	"process" text DEFAULT current_setting('application_name') NOT NULL,
	"request_id" uuid,
	"action" text NOT NULL,
	"subject_kind" text NOT NULL,
	"subject" text NOT NULL,
	"before" jsonb,
	"after" jsonb
);
--> statement-breakpoint
ALTER TABLE "account"."api_keys" ADD CONSTRAINT "api_keys_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "account"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account"."credentials" ADD CONSTRAINT "credentials_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "account"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account"."invitations" ADD CONSTRAINT "invitations_study_id_studies_id_fk" FOREIGN KEY ("study_id") REFERENCES "arena"."studies"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account"."invitations" ADD CONSTRAINT "invitations_made_by_people_id_fk" FOREIGN KEY ("made_by") REFERENCES "account"."people"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account"."invitations" ADD CONSTRAINT "invitations_used_by_people_id_fk" FOREIGN KEY ("used_by") REFERENCES "account"."people"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account"."passkeys" ADD CONSTRAINT "passkeys_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "account"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account"."sessions" ADD CONSTRAINT "sessions_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "account"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account"."study_roles" ADD CONSTRAINT "study_roles_person_id_people_id_fk" FOREIGN KEY ("person_id") REFERENCES "account"."people"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "account"."study_roles" ADD CONSTRAINT "study_roles_study_id_studies_id_fk" FOREIGN KEY ("study_id") REFERENCES "arena"."studies"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "api_keys_by_person" ON "account"."api_keys" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "credentials_by_person" ON "account"."credentials" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "invitations_by_study" ON "account"."invitations" USING btree ("study_id");--> statement-breakpoint
CREATE INDEX "passkeys_by_person" ON "account"."passkeys" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "sessions_by_person" ON "account"."sessions" USING btree ("person_id");--> statement-breakpoint
CREATE INDEX "study_roles_by_study" ON "account"."study_roles" USING btree ("study_id");--> statement-breakpoint
CREATE INDEX "verifications_by_identifier" ON "account"."verifications" USING btree ("identifier");--> statement-breakpoint
CREATE INDEX "entries_by_person" ON "audit"."entries" USING btree ("person_id","id");--> statement-breakpoint
CREATE INDEX "entries_by_action" ON "audit"."entries" USING btree ("action","id");--> statement-breakpoint
CREATE INDEX "entries_by_subject" ON "audit"."entries" USING btree ("subject_kind","subject","id");--> statement-breakpoint
-- The role of the arena's part for accounts, made as those of 0001 were.
DO $$
BEGIN
  BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'fakexplain_account') THEN
      CREATE ROLE fakexplain_account NOLOGIN;
    END IF;
  EXCEPTION
    WHEN duplicate_object OR unique_violation THEN NULL;
    WHEN insufficient_privilege THEN
      RAISE EXCEPTION 'user "%" may not create the role "fakexplain_account"', current_user
        USING HINT = format('Let an administrator run: CREATE ROLE fakexplain_account NOLOGIN; GRANT fakexplain_account TO %I;', current_user);
  END;
  BEGIN
    GRANT fakexplain_account TO CURRENT_USER;
  EXCEPTION
    -- Another database granted it at the same moment ("tuple concurrently updated").
    WHEN unique_violation OR internal_error THEN NULL;
    WHEN insufficient_privilege THEN
      IF NOT pg_has_role(current_user, 'fakexplain_account', 'MEMBER') THEN
        RAISE EXCEPTION 'user "%" may not take the role "fakexplain_account"', current_user
          USING HINT = format('Let an administrator run: GRANT fakexplain_account TO %I;', current_user);
      END IF;
  END;
END
$$;
--> statement-breakpoint
GRANT USAGE ON SCHEMA "account" TO fakexplain_account;--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "account" TO fakexplain_account;--> statement-breakpoint
ALTER DEFAULT PRIVILEGES IN SCHEMA "account" GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO fakexplain_account;--> statement-breakpoint
-- Study roles are shown with the studies they are of.
GRANT USAGE ON SCHEMA "arena" TO fakexplain_account;--> statement-breakpoint
GRANT SELECT (id, slug, title) ON "arena"."studies" TO fakexplain_account;--> statement-breakpoint
-- Every role adds what it changed; none changes or deletes an entry, and one reads them.
GRANT USAGE ON SCHEMA "audit" TO fakexplain_account, fakexplain_arena, fakexplain_catalog, fakexplain_inference, fakexplain_metrics;--> statement-breakpoint
GRANT INSERT ON "audit"."entries" TO fakexplain_account, fakexplain_arena, fakexplain_catalog, fakexplain_inference, fakexplain_metrics;--> statement-breakpoint
GRANT SELECT ON "audit"."entries" TO fakexplain_account;--> statement-breakpoint

-- Who holds a session or an API key now, by the SHA-256 of its secret: no row where it has ended, has expired or never was, or
-- its person is disabled. All that the services know of accounts; a use is noted once a minute.
CREATE FUNCTION "account"."identify"(kind text, secret_hash text)
RETURNS TABLE (
  person_id uuid, name text, role "account"."role", study_roles jsonb,
  session_id uuid, key_id uuid, key_name text, scope "account"."scope"
)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog
AS $$
DECLARE
  holder uuid;
  own_role "account"."role";
BEGIN
  IF kind = 'session' THEN
    SELECT s.id, s.person_id INTO session_id, holder
    FROM account.sessions s WHERE s.token = secret_hash AND s.expires_at > now();
    IF NOT FOUND THEN RETURN; END IF;
    UPDATE account.sessions s SET updated_at = now() WHERE s.id = session_id AND s.updated_at < now() - interval '1 minute';
  ELSIF kind = 'key' THEN
    SELECT k.id, k.name, k.scope, k.person_id, k.role INTO key_id, key_name, scope, holder, own_role
    FROM account.api_keys k
    WHERE k.key_hash = secret_hash AND k.expires_at > now() AND k.revoked_at IS NULL;
    IF NOT FOUND THEN RETURN; END IF;
    UPDATE account.api_keys k SET last_used_at = now()
    WHERE k.id = key_id AND (k.last_used_at IS NULL OR k.last_used_at < now() - interval '1 minute');
    IF holder IS NULL THEN
      role := own_role;
      study_roles := '{}';
      RETURN NEXT;
      RETURN;
    END IF;
  ELSE
    RETURN;
  END IF;
  SELECT p.id, p.name, p.role INTO person_id, name, role FROM account.people p WHERE p.id = holder AND p.disabled_at IS NULL;
  IF NOT FOUND THEN RETURN; END IF;
  SELECT coalesce(jsonb_object_agg(s.slug, r.role), '{}') INTO study_roles
  FROM account.study_roles r JOIN arena.studies s ON s.id = r.study_id WHERE r.person_id = holder;
  RETURN NEXT;
END
$$;
--> statement-breakpoint
REVOKE ALL ON FUNCTION "account"."identify"(text, text) FROM PUBLIC;--> statement-breakpoint
GRANT USAGE ON SCHEMA "account" TO fakexplain_arena, fakexplain_catalog, fakexplain_inference, fakexplain_metrics;--> statement-breakpoint
GRANT EXECUTE ON FUNCTION "account"."identify"(text, text) TO fakexplain_account, fakexplain_arena, fakexplain_catalog, fakexplain_inference, fakexplain_metrics;
