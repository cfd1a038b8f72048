CREATE TABLE "waitlist" (
	"id" text PRIMARY KEY NOT NULL,
	"region_id" text NOT NULL,
	"municipality_id" text NOT NULL,
	"branch_id" text,
	"part" text,
	"services" json NOT NULL,
	"since" bigint NOT NULL,
	"until_at" bigint NOT NULL,
	"ended_at" bigint,
	"took_id" text,
	"offer_id" text,
	"offered_until" bigint,
	"last_start" bigint,
	"unanswered" integer NOT NULL,
	"link" text NOT NULL,
	"language" text NOT NULL,
	"name" text NOT NULL,
	"email" text NOT NULL,
	"phone" text,
	"remarks" text,
	"help" json NOT NULL,
	"mailbox" text NOT NULL,
	"erase_at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "mail" ALTER COLUMN "appointment_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "mail" ADD COLUMN "waitlist_id" text;--> statement-breakpoint
ALTER TABLE "waitlist" ADD CONSTRAINT "waitlist_region_id_region_id_fk" FOREIGN KEY ("region_id") REFERENCES "public"."region"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "waitlist" ADD CONSTRAINT "waitlist_municipality_id_municipality_id_fk" FOREIGN KEY ("municipality_id") REFERENCES "public"."municipality"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "waitlist" ADD CONSTRAINT "waitlist_branch_id_branch_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branch"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "waitlist" ADD CONSTRAINT "waitlist_took_id_appointment_id_fk" FOREIGN KEY ("took_id") REFERENCES "public"."appointment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "waitlist_link" ON "waitlist" USING btree ("link");--> statement-breakpoint
CREATE INDEX "waitlist_since" ON "waitlist" USING btree ("region_id","since") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "waitlist_mailbox" ON "waitlist" USING btree ("mailbox");--> statement-breakpoint
CREATE INDEX "waitlist_erase" ON "waitlist" USING btree ("erase_at");--> statement-breakpoint
ALTER TABLE "mail" ADD CONSTRAINT "mail_waitlist_id_waitlist_id_fk" FOREIGN KEY ("waitlist_id") REFERENCES "public"."waitlist"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "mail_waitlist" ON "mail" USING btree ("waitlist_id");