ALTER TABLE `appointment` ADD `arrived_at` integer;--> statement-breakpoint
ALTER TABLE `appointment` ADD `visit_id` text REFERENCES visit(id);--> statement-breakpoint
CREATE UNIQUE INDEX `appointment_visit` ON `appointment` (`visit_id`);--> statement-breakpoint
ALTER TABLE `visitor` ADD `remarks` text;--> statement-breakpoint
ALTER TABLE `visitor` ADD `help` text;