CREATE TABLE `hall_message` (
	`id` text PRIMARY KEY NOT NULL,
	`branch_id` text NOT NULL,
	`text_nl` text NOT NULL,
	`text_en` text NOT NULL,
	`from_at` integer NOT NULL,
	`until_at` integer NOT NULL,
	`author_id` text NOT NULL,
	FOREIGN KEY (`branch_id`) REFERENCES `branch`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`author_id`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `hall_message_branch` ON `hall_message` (`branch_id`,`until_at`);--> statement-breakpoint
CREATE TABLE `help_call` (
	`id` text PRIMARY KEY NOT NULL,
	`region_id` text NOT NULL,
	`branch_id` text NOT NULL,
	`device_id` text NOT NULL,
	`reason` text NOT NULL,
	`asked_at` integer NOT NULL,
	`answered_at` integer,
	`answered_by` text,
	FOREIGN KEY (`region_id`) REFERENCES `region`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`branch_id`) REFERENCES `branch`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`device_id`) REFERENCES `device`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`answered_by`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `help_call_open` ON `help_call` (`device_id`) WHERE answered_at is null;--> statement-breakpoint
CREATE INDEX `help_call_branch` ON `help_call` (`branch_id`,`asked_at`) WHERE answered_at is null;--> statement-breakpoint
CREATE TABLE `visit_note` (
	`id` text PRIMARY KEY NOT NULL,
	`visit_id` text NOT NULL,
	`text` text NOT NULL,
	`author_id` text NOT NULL,
	`at` integer NOT NULL,
	`keep` text NOT NULL,
	`erase_at` integer NOT NULL,
	FOREIGN KEY (`visit_id`) REFERENCES `visit`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`author_id`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `visit_note_visit` ON `visit_note` (`visit_id`);--> statement-breakpoint
CREATE INDEX `visit_note_erase` ON `visit_note` (`erase_at`);--> statement-breakpoint
CREATE TABLE `visitor` (
	`visit_id` text PRIMARY KEY NOT NULL,
	`name` text,
	`contact` text,
	`erase_at` integer NOT NULL,
	FOREIGN KEY (`visit_id`) REFERENCES `visit`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `visitor_erase` ON `visitor` (`erase_at`);--> statement-breakpoint
ALTER TABLE `device` ADD `settings` text;--> statement-breakpoint
ALTER TABLE `municipality` ADD `theme` text;--> statement-breakpoint
CREATE INDEX `visit_ended` ON `visit` (`region_id`,`ended_at`) WHERE state = 'finished';--> statement-breakpoint
CREATE INDEX `visit_day` ON `visit` (`branch_id`,`day`);