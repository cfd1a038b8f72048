CREATE TABLE "mail" (
	"id" text PRIMARY KEY NOT NULL,
	"region_id" text NOT NULL,
	"appointment_id" text NOT NULL,
	"kind" text NOT NULL,
	"written_at" bigint NOT NULL,
	"due_at" bigint NOT NULL,
	"next_at" bigint,
	"tries" integer NOT NULL,
	"sent_at" bigint,
	"gave_up_at" bigint,
	"problem" text,
	"erase_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "mail_text" (
	"municipality_id" text NOT NULL,
	"kind" text NOT NULL,
	"language" text NOT NULL,
	"subject" text NOT NULL,
	"body" text NOT NULL,
	CONSTRAINT "mail_text_municipality_id_kind_language_pk" PRIMARY KEY("municipality_id","kind","language")
);
--> statement-breakpoint
ALTER TABLE "agenda_rule" ADD COLUMN "reminder_hours" integer DEFAULT 24 NOT NULL;--> statement-breakpoint
ALTER TABLE "mail" ADD CONSTRAINT "mail_region_id_region_id_fk" FOREIGN KEY ("region_id") REFERENCES "public"."region"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mail" ADD CONSTRAINT "mail_appointment_id_appointment_id_fk" FOREIGN KEY ("appointment_id") REFERENCES "public"."appointment"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "mail_text" ADD CONSTRAINT "mail_text_municipality_id_municipality_id_fk" FOREIGN KEY ("municipality_id") REFERENCES "public"."municipality"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "mail_next" ON "mail" USING btree ("next_at") WHERE next_at is not null;--> statement-breakpoint
CREATE INDEX "mail_given_up" ON "mail" USING btree ("region_id","gave_up_at") WHERE gave_up_at is not null;--> statement-breakpoint
CREATE INDEX "mail_appointment" ON "mail" USING btree ("appointment_id");--> statement-breakpoint
CREATE INDEX "mail_erase" ON "mail" USING btree ("erase_at");