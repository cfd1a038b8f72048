ALTER TABLE "service" ADD COLUMN "fee_cents" integer;--> statement-breakpoint
ALTER TABLE "service" ADD COLUMN "online_url" text;--> statement-breakpoint
ALTER TABLE "service" ADD COLUMN "walk_in_welcome" boolean DEFAULT false NOT NULL;