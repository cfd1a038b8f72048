CREATE TABLE "front" (
	"municipality_id" text PRIMARY KEY NOT NULL,
	"origin" text,
	"phone" text,
	"email" text,
	"address" text,
	"accessibility_url" text,
	"privacy_url" text,
	"intro_nl" text NOT NULL,
	"intro_en" text NOT NULL,
	"framed_by" json NOT NULL
);
--> statement-breakpoint
ALTER TABLE "front" ADD CONSTRAINT "front_municipality_id_municipality_id_fk" FOREIGN KEY ("municipality_id") REFERENCES "public"."municipality"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "front_origin" ON "front" USING btree ("origin");