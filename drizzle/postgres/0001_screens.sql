CREATE TABLE "hall_message" (
	"id" text PRIMARY KEY NOT NULL,
	"branch_id" text NOT NULL,
	"text_nl" text NOT NULL,
	"text_en" text NOT NULL,
	"from_at" bigint NOT NULL,
	"until_at" bigint NOT NULL,
	"author_id" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "help_call" (
	"id" text PRIMARY KEY NOT NULL,
	"region_id" text NOT NULL,
	"branch_id" text NOT NULL,
	"device_id" text NOT NULL,
	"reason" text NOT NULL,
	"asked_at" bigint NOT NULL,
	"answered_at" bigint,
	"answered_by" text
);
--> statement-breakpoint
CREATE TABLE "visit_note" (
	"id" text PRIMARY KEY NOT NULL,
	"visit_id" text NOT NULL,
	"text" text NOT NULL,
	"author_id" text NOT NULL,
	"at" bigint NOT NULL,
	"keep" text NOT NULL,
	"erase_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "visitor" (
	"visit_id" text PRIMARY KEY NOT NULL,
	"name" text,
	"contact" text,
	"erase_at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "device" ADD COLUMN "settings" json;--> statement-breakpoint
ALTER TABLE "municipality" ADD COLUMN "theme" json;--> statement-breakpoint
ALTER TABLE "hall_message" ADD CONSTRAINT "hall_message_branch_id_branch_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branch"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "hall_message" ADD CONSTRAINT "hall_message_author_id_account_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "help_call" ADD CONSTRAINT "help_call_region_id_region_id_fk" FOREIGN KEY ("region_id") REFERENCES "public"."region"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "help_call" ADD CONSTRAINT "help_call_branch_id_branch_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branch"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "help_call" ADD CONSTRAINT "help_call_device_id_device_id_fk" FOREIGN KEY ("device_id") REFERENCES "public"."device"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "help_call" ADD CONSTRAINT "help_call_answered_by_account_id_fk" FOREIGN KEY ("answered_by") REFERENCES "public"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "visit_note" ADD CONSTRAINT "visit_note_visit_id_visit_id_fk" FOREIGN KEY ("visit_id") REFERENCES "public"."visit"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "visit_note" ADD CONSTRAINT "visit_note_author_id_account_id_fk" FOREIGN KEY ("author_id") REFERENCES "public"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "visitor" ADD CONSTRAINT "visitor_visit_id_visit_id_fk" FOREIGN KEY ("visit_id") REFERENCES "public"."visit"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "hall_message_branch" ON "hall_message" USING btree ("branch_id","until_at");--> statement-breakpoint
CREATE UNIQUE INDEX "help_call_open" ON "help_call" USING btree ("device_id") WHERE answered_at is null;--> statement-breakpoint
CREATE INDEX "help_call_branch" ON "help_call" USING btree ("branch_id","asked_at") WHERE answered_at is null;--> statement-breakpoint
CREATE INDEX "visit_note_visit" ON "visit_note" USING btree ("visit_id");--> statement-breakpoint
CREATE INDEX "visit_note_erase" ON "visit_note" USING btree ("erase_at");--> statement-breakpoint
CREATE INDEX "visitor_erase" ON "visitor" USING btree ("erase_at");--> statement-breakpoint
CREATE INDEX "visit_ended" ON "visit" USING btree ("region_id","ended_at") WHERE state = 'finished';--> statement-breakpoint
CREATE INDEX "visit_day" ON "visit" USING btree ("branch_id","day");