CREATE TABLE "agenda_block" (
	"clerk_id" text NOT NULL,
	"at" bigint NOT NULL,
	"appointment_id" text NOT NULL,
	"until_at" bigint,
	CONSTRAINT "agenda_block_clerk_id_at_pk" PRIMARY KEY("clerk_id","at")
);
--> statement-breakpoint
CREATE TABLE "agenda_day" (
	"branch_id" text NOT NULL,
	"day" text NOT NULL,
	"revision" integer NOT NULL,
	CONSTRAINT "agenda_day_branch_id_day_pk" PRIMARY KEY("branch_id","day")
);
--> statement-breakpoint
CREATE TABLE "agenda_rule" (
	"branch_id" text PRIMARY KEY NOT NULL,
	"grid_minutes" integer NOT NULL,
	"lead_minutes" integer NOT NULL,
	"horizon_days" integer NOT NULL,
	"hold_minutes" integer NOT NULL,
	"cancel_delay_minutes" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "agenda_share" (
	"branch_id" text NOT NULL,
	"weekday" integer NOT NULL,
	"hour" integer NOT NULL,
	"walk_in" integer NOT NULL,
	"internal" integer NOT NULL,
	CONSTRAINT "agenda_share_branch_id_weekday_hour_pk" PRIMARY KEY("branch_id","weekday","hour")
);
--> statement-breakpoint
CREATE TABLE "appointment" (
	"id" text PRIMARY KEY NOT NULL,
	"region_id" text NOT NULL,
	"branch_id" text NOT NULL,
	"day" text NOT NULL,
	"starts_at" bigint NOT NULL,
	"ends_at" bigint NOT NULL,
	"planned_for" text NOT NULL,
	"state" text NOT NULL,
	"channel" text NOT NULL,
	"language" text NOT NULL,
	"services" json NOT NULL,
	"holder" text NOT NULL,
	"moves" text,
	"until_at" bigint,
	"extended" boolean NOT NULL,
	"held_at" bigint NOT NULL,
	"booked_at" bigint,
	"cancelled_at" bigint
);
--> statement-breakpoint
CREATE TABLE "citizen" (
	"appointment_id" text PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"link" text NOT NULL,
	"name" text NOT NULL,
	"email" text,
	"phone" text,
	"remarks" text,
	"help" json NOT NULL,
	"erase_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "different_day" (
	"branch_id" text NOT NULL,
	"day" text NOT NULL,
	"stretches" json NOT NULL,
	"reason_nl" text NOT NULL,
	"reason_en" text NOT NULL,
	CONSTRAINT "different_day_branch_id_day_pk" PRIMARY KEY("branch_id","day")
);
--> statement-breakpoint
CREATE TABLE "shift_break" (
	"shift_id" text NOT NULL,
	"starts_at" bigint NOT NULL,
	"ends_at" bigint NOT NULL,
	CONSTRAINT "shift_break_shift_id_starts_at_pk" PRIMARY KEY("shift_id","starts_at")
);
--> statement-breakpoint
ALTER TABLE "journal" ADD COLUMN "appointment_id" text;--> statement-breakpoint
ALTER TABLE "agenda_block" ADD CONSTRAINT "agenda_block_clerk_id_account_id_fk" FOREIGN KEY ("clerk_id") REFERENCES "public"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agenda_block" ADD CONSTRAINT "agenda_block_appointment_id_appointment_id_fk" FOREIGN KEY ("appointment_id") REFERENCES "public"."appointment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agenda_day" ADD CONSTRAINT "agenda_day_branch_id_branch_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branch"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agenda_rule" ADD CONSTRAINT "agenda_rule_branch_id_branch_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branch"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "agenda_share" ADD CONSTRAINT "agenda_share_branch_id_branch_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branch"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "appointment" ADD CONSTRAINT "appointment_region_id_region_id_fk" FOREIGN KEY ("region_id") REFERENCES "public"."region"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "appointment" ADD CONSTRAINT "appointment_branch_id_branch_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branch"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "appointment" ADD CONSTRAINT "appointment_planned_for_account_id_fk" FOREIGN KEY ("planned_for") REFERENCES "public"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "citizen" ADD CONSTRAINT "citizen_appointment_id_appointment_id_fk" FOREIGN KEY ("appointment_id") REFERENCES "public"."appointment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "different_day" ADD CONSTRAINT "different_day_branch_id_branch_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branch"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "shift_break" ADD CONSTRAINT "shift_break_shift_id_shift_id_fk" FOREIGN KEY ("shift_id") REFERENCES "public"."shift"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "agenda_block_appointment" ON "agenda_block" USING btree ("appointment_id");--> statement-breakpoint
CREATE INDEX "appointment_day" ON "appointment" USING btree ("branch_id","day");--> statement-breakpoint
CREATE INDEX "appointment_holder" ON "appointment" USING btree ("holder") WHERE state = 'held';--> statement-breakpoint
CREATE UNIQUE INDEX "citizen_code" ON "citizen" USING btree ("code");--> statement-breakpoint
CREATE UNIQUE INDEX "citizen_link" ON "citizen" USING btree ("link");--> statement-breakpoint
CREATE INDEX "citizen_erase" ON "citizen" USING btree ("erase_at");--> statement-breakpoint
CREATE INDEX "journal_appointment" ON "journal" USING btree ("appointment_id","seq") WHERE appointment_id is not null;