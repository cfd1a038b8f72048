ALTER TABLE `service` ADD `fee_cents` integer;--> statement-breakpoint
ALTER TABLE `service` ADD `online_url` text;--> statement-breakpoint
ALTER TABLE `service` ADD `walk_in_welcome` integer DEFAULT false NOT NULL;