ALTER TABLE `citizen` ADD `note` text;--> statement-breakpoint
ALTER TABLE `citizen` ADD `sought` text DEFAULT '' NOT NULL;