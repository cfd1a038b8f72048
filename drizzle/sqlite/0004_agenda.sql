CREATE TABLE `agenda_block` (
	`clerk_id` text NOT NULL,
	`at` integer NOT NULL,
	`appointment_id` text NOT NULL,
	`until_at` integer,
	PRIMARY KEY(`clerk_id`, `at`),
	FOREIGN KEY (`clerk_id`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`appointment_id`) REFERENCES `appointment`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `agenda_block_appointment` ON `agenda_block` (`appointment_id`);--> statement-breakpoint
CREATE TABLE `agenda_day` (
	`branch_id` text NOT NULL,
	`day` text NOT NULL,
	`revision` integer NOT NULL,
	PRIMARY KEY(`branch_id`, `day`),
	FOREIGN KEY (`branch_id`) REFERENCES `branch`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `agenda_rule` (
	`branch_id` text PRIMARY KEY NOT NULL,
	`grid_minutes` integer NOT NULL,
	`lead_minutes` integer NOT NULL,
	`horizon_days` integer NOT NULL,
	`hold_minutes` integer NOT NULL,
	`cancel_delay_minutes` integer NOT NULL,
	FOREIGN KEY (`branch_id`) REFERENCES `branch`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `agenda_share` (
	`branch_id` text NOT NULL,
	`weekday` integer NOT NULL,
	`hour` integer NOT NULL,
	`walk_in` integer NOT NULL,
	`internal` integer NOT NULL,
	PRIMARY KEY(`branch_id`, `weekday`, `hour`),
	FOREIGN KEY (`branch_id`) REFERENCES `branch`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `appointment` (
	`id` text PRIMARY KEY NOT NULL,
	`region_id` text NOT NULL,
	`branch_id` text NOT NULL,
	`day` text NOT NULL,
	`starts_at` integer NOT NULL,
	`ends_at` integer NOT NULL,
	`planned_for` text NOT NULL,
	`state` text NOT NULL,
	`channel` text NOT NULL,
	`language` text NOT NULL,
	`services` text NOT NULL,
	`holder` text NOT NULL,
	`moves` text,
	`until_at` integer,
	`extended` integer NOT NULL,
	`held_at` integer NOT NULL,
	`booked_at` integer,
	`cancelled_at` integer,
	FOREIGN KEY (`region_id`) REFERENCES `region`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`branch_id`) REFERENCES `branch`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`planned_for`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `appointment_day` ON `appointment` (`branch_id`,`day`);--> statement-breakpoint
CREATE INDEX `appointment_holder` ON `appointment` (`holder`) WHERE state = 'held';--> statement-breakpoint
CREATE TABLE `citizen` (
	`appointment_id` text PRIMARY KEY NOT NULL,
	`code` text NOT NULL,
	`link` text NOT NULL,
	`name` text NOT NULL,
	`email` text,
	`phone` text,
	`remarks` text,
	`help` text NOT NULL,
	`erase_at` integer NOT NULL,
	FOREIGN KEY (`appointment_id`) REFERENCES `appointment`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `citizen_code` ON `citizen` (`code`);--> statement-breakpoint
CREATE UNIQUE INDEX `citizen_link` ON `citizen` (`link`);--> statement-breakpoint
CREATE INDEX `citizen_erase` ON `citizen` (`erase_at`);--> statement-breakpoint
CREATE TABLE `different_day` (
	`branch_id` text NOT NULL,
	`day` text NOT NULL,
	`stretches` text NOT NULL,
	`reason_nl` text NOT NULL,
	`reason_en` text NOT NULL,
	PRIMARY KEY(`branch_id`, `day`),
	FOREIGN KEY (`branch_id`) REFERENCES `branch`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `shift_break` (
	`shift_id` text NOT NULL,
	`starts_at` integer NOT NULL,
	`ends_at` integer NOT NULL,
	PRIMARY KEY(`shift_id`, `starts_at`),
	FOREIGN KEY (`shift_id`) REFERENCES `shift`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
ALTER TABLE `journal` ADD `appointment_id` text;--> statement-breakpoint
CREATE INDEX `journal_appointment` ON `journal` (`appointment_id`,`seq`) WHERE appointment_id is not null;