ALTER TABLE "citizen" ADD COLUMN "note" text;--> statement-breakpoint
ALTER TABLE "citizen" ADD COLUMN "sought" text DEFAULT '' NOT NULL;