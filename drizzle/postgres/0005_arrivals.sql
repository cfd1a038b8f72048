ALTER TABLE "appointment" ADD COLUMN "arrived_at" bigint;--> statement-breakpoint
ALTER TABLE "appointment" ADD COLUMN "visit_id" text;--> statement-breakpoint
ALTER TABLE "visitor" ADD COLUMN "remarks" text;--> statement-breakpoint
ALTER TABLE "visitor" ADD COLUMN "help" json;--> statement-breakpoint
ALTER TABLE "appointment" ADD CONSTRAINT "appointment_visit_id_visit_id_fk" FOREIGN KEY ("visit_id") REFERENCES "public"."visit"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "appointment_visit" ON "appointment" USING btree ("visit_id");