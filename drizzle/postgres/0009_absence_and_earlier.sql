CREATE TABLE "absence" (
	"account_id" text NOT NULL,
	"day" text NOT NULL,
	"told_by" text NOT NULL,
	"told_at" bigint NOT NULL,
	CONSTRAINT "absence_account_id_day_pk" PRIMARY KEY("account_id","day")
);
--> statement-breakpoint
CREATE TABLE "earlier_wish" (
	"appointment_id" text PRIMARY KEY NOT NULL,
	"region_id" text NOT NULL,
	"branch_id" text,
	"since" bigint NOT NULL,
	"offer_id" text,
	"offered_until" bigint,
	"last_start" bigint,
	"unanswered" integer NOT NULL,
	"erase_at" bigint NOT NULL
);
--> statement-breakpoint
ALTER TABLE "agenda_rule" ADD COLUMN "offer_minutes" integer DEFAULT 120 NOT NULL;--> statement-breakpoint
ALTER TABLE "absence" ADD CONSTRAINT "absence_account_id_account_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "absence" ADD CONSTRAINT "absence_told_by_account_id_fk" FOREIGN KEY ("told_by") REFERENCES "public"."account"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "earlier_wish" ADD CONSTRAINT "earlier_wish_appointment_id_appointment_id_fk" FOREIGN KEY ("appointment_id") REFERENCES "public"."appointment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "earlier_wish" ADD CONSTRAINT "earlier_wish_region_id_region_id_fk" FOREIGN KEY ("region_id") REFERENCES "public"."region"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "earlier_wish" ADD CONSTRAINT "earlier_wish_branch_id_branch_id_fk" FOREIGN KEY ("branch_id") REFERENCES "public"."branch"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "earlier_wish_since" ON "earlier_wish" USING btree ("region_id","since");--> statement-breakpoint
CREATE INDEX "earlier_wish_erase" ON "earlier_wish" USING btree ("erase_at");