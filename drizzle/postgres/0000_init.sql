CREATE TABLE "account" (
	"id" text PRIMARY KEY NOT NULL,
	"region_id" text NOT NULL,
	"login" text NOT NULL,
	"name" text NOT NULL,
	"password_hash" text NOT NULL,
	"demo" boolean NOT NULL
);
--> statement-breakpoint
CREATE TABLE "booth" (
	"id" text PRIMARY KEY NOT NULL,
	"branch_id" text NOT NULL,
	"number" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "branch" (
	"id" text PRIMARY KEY NOT NULL,
	"region_id" text NOT NULL,
	"municipality_id" text NOT NULL,
	"code" text NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"grace_minutes" integer NOT NULL,
	"zip_limit" integer NOT NULL,
	"own_window_minutes" integer NOT NULL,
	"recalls_before_missed" integer NOT NULL,
	CONSTRAINT "branch_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "branch_revision" (
	"branch_id" text PRIMARY KEY NOT NULL,
	"revision" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "branch_service" (
	"branch_id" text NOT NULL,
	"service_id" text NOT NULL,
	CONSTRAINT "branch_service_branch_id_service_id_pk" PRIMARY KEY("branch_id","service_id")
);
--> statement-breakpoint
CREATE TABLE "command" (
	"actor_id" text NOT NULL,
	"id" text NOT NULL,
	"payload_hash" text NOT NULL,
	"value" json,
	"at" bigint NOT NULL,
	CONSTRAINT "command_actor_id_id_pk" PRIMARY KEY("actor_id","id")
);
--> statement-breakpoint
CREATE TABLE "counter" (
	"id" text PRIMARY KEY NOT NULL,
	"branch_id" text NOT NULL,
	"number" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "device" (
	"id" text PRIMARY KEY NOT NULL,
	"region_id" text NOT NULL,
	"branch_id" text NOT NULL,
	"role" text NOT NULL,
	"name" text NOT NULL,
	"pairing_hash" text,
	"pairing_expires_at" bigint,
	"token_hash" text,
	"created_at" bigint NOT NULL,
	"revoked_at" bigint,
	CONSTRAINT "device_pairing_hash_unique" UNIQUE("pairing_hash"),
	CONSTRAINT "device_token_hash_unique" UNIQUE("token_hash")
);
--> statement-breakpoint
CREATE TABLE "duty" (
	"clerk_id" text PRIMARY KEY NOT NULL,
	"region_id" text NOT NULL,
	"since" bigint,
	"branch_id" text,
	"counter_id" text,
	"paused_since" bigint,
	"pause_reason" text,
	"auto_next" boolean NOT NULL,
	"streak" integer NOT NULL,
	"streak_day" text
);
--> statement-breakpoint
CREATE TABLE "hall" (
	"branch_id" text PRIMARY KEY NOT NULL,
	"region_id" text NOT NULL,
	"held_since" bigint,
	"ended_day" text
);
--> statement-breakpoint
CREATE TABLE "journal" (
	"seq" bigint NOT NULL,
	"region_id" text NOT NULL,
	"at" bigint NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text NOT NULL,
	"command_id" text NOT NULL,
	"version" integer NOT NULL,
	"type" text NOT NULL,
	"branch_id" text,
	"visit_id" text,
	"clerk_id" text,
	"counter_id" text,
	"event" json NOT NULL,
	CONSTRAINT "journal_region_id_seq_pk" PRIMARY KEY("region_id","seq")
);
--> statement-breakpoint
CREATE TABLE "municipality" (
	"id" text PRIMARY KEY NOT NULL,
	"region_id" text NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	CONSTRAINT "municipality_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
CREATE TABLE "opening_hours" (
	"branch_id" text NOT NULL,
	"weekday" integer NOT NULL,
	"opens" text NOT NULL,
	"closes" text NOT NULL,
	CONSTRAINT "opening_hours_branch_id_weekday_opens_pk" PRIMARY KEY("branch_id","weekday","opens")
);
--> statement-breakpoint
CREATE TABLE "region" (
	"id" text PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"time_zone" text NOT NULL,
	CONSTRAINT "region_code_unique" UNIQUE("code")
);
--> statement-breakpoint
CREATE TABLE "role_grant" (
	"account_id" text NOT NULL,
	"role" text NOT NULL,
	"level" text NOT NULL,
	"place_id" text NOT NULL,
	CONSTRAINT "role_grant_account_id_role_level_place_id_pk" PRIMARY KEY("account_id","role","level","place_id")
);
--> statement-breakpoint
CREATE TABLE "series" (
	"branch_id" text NOT NULL,
	"day" text NOT NULL,
	"letter" text NOT NULL,
	"last_number" integer NOT NULL,
	CONSTRAINT "series_branch_id_day_letter_pk" PRIMARY KEY("branch_id","day","letter")
);
--> statement-breakpoint
CREATE TABLE "service" (
	"id" text PRIMARY KEY NOT NULL,
	"region_id" text NOT NULL,
	"group_id" text NOT NULL,
	"upl" text NOT NULL,
	"name_nl" text NOT NULL,
	"name_en" text NOT NULL,
	"bring_nl" json NOT NULL,
	"bring_en" json NOT NULL,
	"search_words" json NOT NULL,
	"first_minutes" integer NOT NULL,
	"extra_minutes" integer NOT NULL,
	"target_minutes" integer NOT NULL,
	"by_video" boolean NOT NULL,
	"position" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "service_group" (
	"id" text PRIMARY KEY NOT NULL,
	"region_id" text NOT NULL,
	"letter" text NOT NULL,
	"name_nl" text NOT NULL,
	"name_en" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "session" (
	"token_hash" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"created_at" bigint NOT NULL,
	"expires_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "shift" (
	"id" text PRIMARY KEY NOT NULL,
	"account_id" text NOT NULL,
	"branch_id" text,
	"starts_at" bigint NOT NULL,
	"ends_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sign_in_try" (
	"key" text PRIMARY KEY NOT NULL,
	"tries" integer NOT NULL,
	"since" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "skill" (
	"account_id" text NOT NULL,
	"service_id" text NOT NULL,
	CONSTRAINT "skill_account_id_service_id_pk" PRIMARY KEY("account_id","service_id")
);
--> statement-breakpoint
CREATE TABLE "visit" (
	"id" text PRIMARY KEY NOT NULL,
	"region_id" text NOT NULL,
	"branch_id" text NOT NULL,
	"issued_branch_id" text NOT NULL,
	"day" text NOT NULL,
	"letter" text NOT NULL,
	"number" integer NOT NULL,
	"state" text NOT NULL,
	"mode" text NOT NULL,
	"language" text NOT NULL,
	"video_ok" boolean NOT NULL,
	"fetch_in_person" boolean NOT NULL,
	"services" json NOT NULL,
	"open_service_id" text,
	"open_minutes" integer NOT NULL,
	"arrived_at" bigint NOT NULL,
	"slot_start" bigint,
	"line" integer NOT NULL,
	"due" bigint NOT NULL,
	"not_before" bigint NOT NULL,
	"priority" text,
	"asked_for_time" boolean NOT NULL,
	"reserved_for" text,
	"reserved_until" bigint,
	"sent_back_by" text,
	"sent_back_at" bigint,
	"clerk_id" text,
	"counter_id" text,
	"booth_id" text,
	"waiting_since" bigint,
	"waited_ms" bigint NOT NULL,
	"first_called_at" bigint,
	"called_at" bigint,
	"recalls" integer NOT NULL,
	"serving_since" bigint,
	"first_served_at" bigint,
	"parked_reason" text,
	"parked_at" bigint,
	"missed_at" bigint,
	"ended_at" bigint,
	"outcome" text,
	"passed_on_to" text,
	"link" text NOT NULL
);
--> statement-breakpoint
ALTER TABLE "account" ADD CONSTRAINT "account_region_id_region_id_fk" FOREIGN KEY ("region_id") REFERENCES "public"."region"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "booth" ADD CONSTRAINT "booth_branch_id_branch_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branch"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "branch" ADD CONSTRAINT "branch_region_id_region_id_fk" FOREIGN KEY ("region_id") REFERENCES "public"."region"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "branch" ADD CONSTRAINT "branch_municipality_id_municipality_id_fk" FOREIGN KEY ("municipality_id") REFERENCES "public"."municipality"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "branch_revision" ADD CONSTRAINT "branch_revision_branch_id_branch_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branch"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "branch_service" ADD CONSTRAINT "branch_service_branch_id_branch_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branch"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "branch_service" ADD CONSTRAINT "branch_service_service_id_service_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."service"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "counter" ADD CONSTRAINT "counter_branch_id_branch_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branch"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "device" ADD CONSTRAINT "device_region_id_region_id_fk" FOREIGN KEY ("region_id") REFERENCES "public"."region"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "device" ADD CONSTRAINT "device_branch_id_branch_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branch"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "duty" ADD CONSTRAINT "duty_clerk_id_account_id_fk" FOREIGN KEY ("clerk_id") REFERENCES "public"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "duty" ADD CONSTRAINT "duty_region_id_region_id_fk" FOREIGN KEY ("region_id") REFERENCES "public"."region"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "duty" ADD CONSTRAINT "duty_branch_id_branch_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branch"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "duty" ADD CONSTRAINT "duty_counter_id_counter_id_fk" FOREIGN KEY ("counter_id") REFERENCES "public"."counter"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hall" ADD CONSTRAINT "hall_branch_id_branch_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branch"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hall" ADD CONSTRAINT "hall_region_id_region_id_fk" FOREIGN KEY ("region_id") REFERENCES "public"."region"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "journal" ADD CONSTRAINT "journal_region_id_region_id_fk" FOREIGN KEY ("region_id") REFERENCES "public"."region"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "municipality" ADD CONSTRAINT "municipality_region_id_region_id_fk" FOREIGN KEY ("region_id") REFERENCES "public"."region"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "opening_hours" ADD CONSTRAINT "opening_hours_branch_id_branch_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branch"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "role_grant" ADD CONSTRAINT "role_grant_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "series" ADD CONSTRAINT "series_branch_id_branch_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branch"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "service" ADD CONSTRAINT "service_region_id_region_id_fk" FOREIGN KEY ("region_id") REFERENCES "public"."region"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "service" ADD CONSTRAINT "service_group_id_service_group_id_fk" FOREIGN KEY ("group_id") REFERENCES "public"."service_group"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "service_group" ADD CONSTRAINT "service_group_region_id_region_id_fk" FOREIGN KEY ("region_id") REFERENCES "public"."region"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "session" ADD CONSTRAINT "session_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shift" ADD CONSTRAINT "shift_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shift" ADD CONSTRAINT "shift_branch_id_branch_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branch"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "skill" ADD CONSTRAINT "skill_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "skill" ADD CONSTRAINT "skill_service_id_service_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."service"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "visit" ADD CONSTRAINT "visit_region_id_region_id_fk" FOREIGN KEY ("region_id") REFERENCES "public"."region"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "visit" ADD CONSTRAINT "visit_branch_id_branch_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branch"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "visit" ADD CONSTRAINT "visit_issued_branch_id_branch_id_fk" FOREIGN KEY ("issued_branch_id") REFERENCES "public"."branch"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "visit" ADD CONSTRAINT "visit_open_service_id_service_id_fk" FOREIGN KEY ("open_service_id") REFERENCES "public"."service"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "visit" ADD CONSTRAINT "visit_reserved_for_account_id_fk" FOREIGN KEY ("reserved_for") REFERENCES "public"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "visit" ADD CONSTRAINT "visit_sent_back_by_account_id_fk" FOREIGN KEY ("sent_back_by") REFERENCES "public"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "visit" ADD CONSTRAINT "visit_clerk_id_account_id_fk" FOREIGN KEY ("clerk_id") REFERENCES "public"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "visit" ADD CONSTRAINT "visit_counter_id_counter_id_fk" FOREIGN KEY ("counter_id") REFERENCES "public"."counter"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "visit" ADD CONSTRAINT "visit_booth_id_booth_id_fk" FOREIGN KEY ("booth_id") REFERENCES "public"."booth"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "account_login" ON "account" USING btree ("login");--> statement-breakpoint
CREATE UNIQUE INDEX "booth_number" ON "booth" USING btree ("branch_id","number");--> statement-breakpoint
CREATE UNIQUE INDEX "branch_code" ON "branch" USING btree ("region_id","code");--> statement-breakpoint
CREATE INDEX "command_at" ON "command" USING btree ("at");--> statement-breakpoint
CREATE UNIQUE INDEX "counter_number" ON "counter" USING btree ("branch_id","number");--> statement-breakpoint
CREATE INDEX "device_branch" ON "device" USING btree ("branch_id");--> statement-breakpoint
CREATE UNIQUE INDEX "duty_counter" ON "duty" USING btree ("counter_id");--> statement-breakpoint
CREATE INDEX "duty_branch" ON "duty" USING btree ("branch_id");--> statement-breakpoint
CREATE INDEX "journal_visit" ON "journal" USING btree ("visit_id","seq");--> statement-breakpoint
CREATE INDEX "journal_clerk" ON "journal" USING btree ("clerk_id","seq") WHERE clerk_id is not null;--> statement-breakpoint
CREATE INDEX "journal_command" ON "journal" USING btree ("command_id");--> statement-breakpoint
CREATE INDEX "journal_counter" ON "journal" USING btree ("counter_id","seq") WHERE counter_id is not null;--> statement-breakpoint
CREATE INDEX "journal_announced" ON "journal" USING btree ("branch_id","at") WHERE type in ('visit-called', 'visit-recalled', 'visit-restored');--> statement-breakpoint
CREATE UNIQUE INDEX "service_upl" ON "service" USING btree ("region_id","upl");--> statement-breakpoint
CREATE UNIQUE INDEX "service_group_letter" ON "service_group" USING btree ("region_id","letter");--> statement-breakpoint
CREATE INDEX "session_account" ON "session" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "session_expiry" ON "session" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "shift_account" ON "shift" USING btree ("account_id","ends_at");--> statement-breakpoint
CREATE INDEX "shift_end" ON "shift" USING btree ("ends_at","starts_at");--> statement-breakpoint
CREATE INDEX "skill_service" ON "skill" USING btree ("service_id");--> statement-breakpoint
CREATE UNIQUE INDEX "visit_number" ON "visit" USING btree ("issued_branch_id","day","letter","number");--> statement-breakpoint
CREATE UNIQUE INDEX "visit_link" ON "visit" USING btree ("link");--> statement-breakpoint
CREATE UNIQUE INDEX "visit_clerk" ON "visit" USING btree ("clerk_id") WHERE state in ('called', 'serving');--> statement-breakpoint
CREATE UNIQUE INDEX "visit_booth" ON "visit" USING btree ("booth_id") WHERE state in ('called', 'serving');--> statement-breakpoint
CREATE INDEX "visit_line" ON "visit" USING btree ("branch_id","open_service_id","line","due","arrived_at","id") WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX "visit_line_remote" ON "visit" USING btree ("region_id","open_service_id","line","due","arrived_at","id") WHERE state = 'waiting' and (video_ok or mode <> 'desk');--> statement-breakpoint
CREATE INDEX "visit_early" ON "visit" USING btree ("branch_id","slot_start") WHERE state = 'waiting' and slot_start is not null;--> statement-breakpoint
CREATE INDEX "visit_sent_back" ON "visit" USING btree ("sent_back_by") WHERE state = 'waiting' and sent_back_by is not null;--> statement-breakpoint
CREATE INDEX "visit_reserved" ON "visit" USING btree ("reserved_for") WHERE state = 'waiting' and reserved_for is not null;--> statement-breakpoint
CREATE INDEX "visit_busy" ON "visit" USING btree ("branch_id") WHERE state in ('called', 'serving', 'parked');--> statement-breakpoint
CREATE INDEX "visit_missed" ON "visit" USING btree ("branch_id","missed_at") WHERE state = 'no-show';