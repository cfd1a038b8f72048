CREATE TABLE `account` (
	`id` text PRIMARY KEY NOT NULL,
	`region_id` text NOT NULL,
	`login` text NOT NULL,
	`name` text NOT NULL,
	`password_hash` text NOT NULL,
	`demo` integer NOT NULL,
	FOREIGN KEY (`region_id`) REFERENCES `region`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `account_login` ON `account` (`login`);--> statement-breakpoint
CREATE TABLE `booth` (
	`id` text PRIMARY KEY NOT NULL,
	`branch_id` text NOT NULL,
	`number` integer NOT NULL,
	FOREIGN KEY (`branch_id`) REFERENCES `branch`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `booth_number` ON `booth` (`branch_id`,`number`);--> statement-breakpoint
CREATE TABLE `branch` (
	`id` text PRIMARY KEY NOT NULL,
	`region_id` text NOT NULL,
	`municipality_id` text NOT NULL,
	`code` text NOT NULL,
	`slug` text NOT NULL,
	`name` text NOT NULL,
	`kind` text NOT NULL,
	`grace_minutes` integer NOT NULL,
	`zip_limit` integer NOT NULL,
	`own_window_minutes` integer NOT NULL,
	`recalls_before_missed` integer NOT NULL,
	FOREIGN KEY (`region_id`) REFERENCES `region`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`municipality_id`) REFERENCES `municipality`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `branch_slug_unique` ON `branch` (`slug`);--> statement-breakpoint
CREATE UNIQUE INDEX `branch_code` ON `branch` (`region_id`,`code`);--> statement-breakpoint
CREATE TABLE `branch_revision` (
	`branch_id` text PRIMARY KEY NOT NULL,
	`revision` integer NOT NULL,
	FOREIGN KEY (`branch_id`) REFERENCES `branch`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `branch_service` (
	`branch_id` text NOT NULL,
	`service_id` text NOT NULL,
	PRIMARY KEY(`branch_id`, `service_id`),
	FOREIGN KEY (`branch_id`) REFERENCES `branch`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`service_id`) REFERENCES `service`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `command` (
	`actor_id` text NOT NULL,
	`id` text NOT NULL,
	`payload_hash` text NOT NULL,
	`value` text,
	`at` integer NOT NULL,
	PRIMARY KEY(`actor_id`, `id`)
);
--> statement-breakpoint
CREATE INDEX `command_at` ON `command` (`at`);--> statement-breakpoint
CREATE TABLE `counter` (
	`id` text PRIMARY KEY NOT NULL,
	`branch_id` text NOT NULL,
	`number` integer NOT NULL,
	FOREIGN KEY (`branch_id`) REFERENCES `branch`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `counter_number` ON `counter` (`branch_id`,`number`);--> statement-breakpoint
CREATE TABLE `device` (
	`id` text PRIMARY KEY NOT NULL,
	`region_id` text NOT NULL,
	`branch_id` text NOT NULL,
	`role` text NOT NULL,
	`name` text NOT NULL,
	`pairing_hash` text,
	`pairing_expires_at` integer,
	`token_hash` text,
	`created_at` integer NOT NULL,
	`revoked_at` integer,
	FOREIGN KEY (`region_id`) REFERENCES `region`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`branch_id`) REFERENCES `branch`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `device_pairing_hash_unique` ON `device` (`pairing_hash`);--> statement-breakpoint
CREATE UNIQUE INDEX `device_token_hash_unique` ON `device` (`token_hash`);--> statement-breakpoint
CREATE INDEX `device_branch` ON `device` (`branch_id`);--> statement-breakpoint
CREATE TABLE `duty` (
	`clerk_id` text PRIMARY KEY NOT NULL,
	`region_id` text NOT NULL,
	`since` integer,
	`branch_id` text,
	`counter_id` text,
	`paused_since` integer,
	`pause_reason` text,
	`auto_next` integer NOT NULL,
	`streak` integer NOT NULL,
	`streak_day` text,
	FOREIGN KEY (`clerk_id`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`region_id`) REFERENCES `region`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`branch_id`) REFERENCES `branch`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`counter_id`) REFERENCES `counter`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `duty_counter` ON `duty` (`counter_id`);--> statement-breakpoint
CREATE INDEX `duty_branch` ON `duty` (`branch_id`);--> statement-breakpoint
CREATE TABLE `hall` (
	`branch_id` text PRIMARY KEY NOT NULL,
	`region_id` text NOT NULL,
	`held_since` integer,
	`ended_day` text,
	FOREIGN KEY (`branch_id`) REFERENCES `branch`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`region_id`) REFERENCES `region`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `journal` (
	`seq` integer NOT NULL,
	`region_id` text NOT NULL,
	`at` integer NOT NULL,
	`actor_kind` text NOT NULL,
	`actor_id` text NOT NULL,
	`command_id` text NOT NULL,
	`version` integer NOT NULL,
	`type` text NOT NULL,
	`branch_id` text,
	`visit_id` text,
	`clerk_id` text,
	`counter_id` text,
	`event` text NOT NULL,
	PRIMARY KEY(`region_id`, `seq`),
	FOREIGN KEY (`region_id`) REFERENCES `region`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `journal_visit` ON `journal` (`visit_id`,`seq`);--> statement-breakpoint
CREATE INDEX `journal_clerk` ON `journal` (`clerk_id`,`seq`) WHERE clerk_id is not null;--> statement-breakpoint
CREATE INDEX `journal_command` ON `journal` (`command_id`);--> statement-breakpoint
CREATE INDEX `journal_counter` ON `journal` (`counter_id`,`seq`) WHERE counter_id is not null;--> statement-breakpoint
CREATE INDEX `journal_announced` ON `journal` (`branch_id`,`at`) WHERE type in ('visit-called', 'visit-recalled', 'visit-restored');--> statement-breakpoint
CREATE TABLE `municipality` (
	`id` text PRIMARY KEY NOT NULL,
	`region_id` text NOT NULL,
	`slug` text NOT NULL,
	`name` text NOT NULL,
	FOREIGN KEY (`region_id`) REFERENCES `region`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `municipality_slug_unique` ON `municipality` (`slug`);--> statement-breakpoint
CREATE TABLE `opening_hours` (
	`branch_id` text NOT NULL,
	`weekday` integer NOT NULL,
	`opens` text NOT NULL,
	`closes` text NOT NULL,
	PRIMARY KEY(`branch_id`, `weekday`, `opens`),
	FOREIGN KEY (`branch_id`) REFERENCES `branch`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `region` (
	`id` text PRIMARY KEY NOT NULL,
	`code` text NOT NULL,
	`name` text NOT NULL,
	`time_zone` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `region_code_unique` ON `region` (`code`);--> statement-breakpoint
CREATE TABLE `role_grant` (
	`account_id` text NOT NULL,
	`role` text NOT NULL,
	`level` text NOT NULL,
	`place_id` text NOT NULL,
	PRIMARY KEY(`account_id`, `role`, `level`, `place_id`),
	FOREIGN KEY (`account_id`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `series` (
	`branch_id` text NOT NULL,
	`day` text NOT NULL,
	`letter` text NOT NULL,
	`last_number` integer NOT NULL,
	PRIMARY KEY(`branch_id`, `day`, `letter`),
	FOREIGN KEY (`branch_id`) REFERENCES `branch`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `service` (
	`id` text PRIMARY KEY NOT NULL,
	`region_id` text NOT NULL,
	`group_id` text NOT NULL,
	`upl` text NOT NULL,
	`name_nl` text NOT NULL,
	`name_en` text NOT NULL,
	`bring_nl` text NOT NULL,
	`bring_en` text NOT NULL,
	`search_words` text NOT NULL,
	`first_minutes` integer NOT NULL,
	`extra_minutes` integer NOT NULL,
	`target_minutes` integer NOT NULL,
	`by_video` integer NOT NULL,
	`position` integer NOT NULL,
	FOREIGN KEY (`region_id`) REFERENCES `region`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`group_id`) REFERENCES `service_group`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `service_upl` ON `service` (`region_id`,`upl`);--> statement-breakpoint
CREATE TABLE `service_group` (
	`id` text PRIMARY KEY NOT NULL,
	`region_id` text NOT NULL,
	`letter` text NOT NULL,
	`name_nl` text NOT NULL,
	`name_en` text NOT NULL,
	FOREIGN KEY (`region_id`) REFERENCES `region`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `service_group_letter` ON `service_group` (`region_id`,`letter`);--> statement-breakpoint
CREATE TABLE `session` (
	`token_hash` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`created_at` integer NOT NULL,
	`expires_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `session_account` ON `session` (`account_id`);--> statement-breakpoint
CREATE INDEX `session_expiry` ON `session` (`expires_at`);--> statement-breakpoint
CREATE TABLE `shift` (
	`id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`branch_id` text,
	`starts_at` integer NOT NULL,
	`ends_at` integer NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`branch_id`) REFERENCES `branch`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `shift_account` ON `shift` (`account_id`,`ends_at`);--> statement-breakpoint
CREATE INDEX `shift_end` ON `shift` (`ends_at`,`starts_at`);--> statement-breakpoint
CREATE TABLE `sign_in_try` (
	`key` text PRIMARY KEY NOT NULL,
	`tries` integer NOT NULL,
	`since` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `skill` (
	`account_id` text NOT NULL,
	`service_id` text NOT NULL,
	PRIMARY KEY(`account_id`, `service_id`),
	FOREIGN KEY (`account_id`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`service_id`) REFERENCES `service`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `skill_service` ON `skill` (`service_id`);--> statement-breakpoint
CREATE TABLE `visit` (
	`id` text PRIMARY KEY NOT NULL,
	`region_id` text NOT NULL,
	`branch_id` text NOT NULL,
	`issued_branch_id` text NOT NULL,
	`day` text NOT NULL,
	`letter` text NOT NULL,
	`number` integer NOT NULL,
	`state` text NOT NULL,
	`mode` text NOT NULL,
	`language` text NOT NULL,
	`video_ok` integer NOT NULL,
	`fetch_in_person` integer NOT NULL,
	`services` text NOT NULL,
	`open_service_id` text,
	`open_minutes` integer NOT NULL,
	`arrived_at` integer NOT NULL,
	`slot_start` integer,
	`line` integer NOT NULL,
	`due` integer NOT NULL,
	`not_before` integer NOT NULL,
	`priority` text,
	`asked_for_time` integer NOT NULL,
	`reserved_for` text,
	`reserved_until` integer,
	`sent_back_by` text,
	`sent_back_at` integer,
	`clerk_id` text,
	`counter_id` text,
	`booth_id` text,
	`waiting_since` integer,
	`waited_ms` integer NOT NULL,
	`first_called_at` integer,
	`called_at` integer,
	`recalls` integer NOT NULL,
	`serving_since` integer,
	`first_served_at` integer,
	`parked_reason` text,
	`parked_at` integer,
	`missed_at` integer,
	`ended_at` integer,
	`outcome` text,
	`passed_on_to` text,
	`link` text NOT NULL,
	FOREIGN KEY (`region_id`) REFERENCES `region`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`branch_id`) REFERENCES `branch`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`issued_branch_id`) REFERENCES `branch`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`open_service_id`) REFERENCES `service`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`reserved_for`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`sent_back_by`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`clerk_id`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`counter_id`) REFERENCES `counter`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`booth_id`) REFERENCES `booth`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `visit_number` ON `visit` (`issued_branch_id`,`day`,`letter`,`number`);--> statement-breakpoint
CREATE UNIQUE INDEX `visit_link` ON `visit` (`link`);--> statement-breakpoint
CREATE UNIQUE INDEX `visit_clerk` ON `visit` (`clerk_id`) WHERE state in ('called', 'serving');--> statement-breakpoint
CREATE UNIQUE INDEX `visit_booth` ON `visit` (`booth_id`) WHERE state in ('called', 'serving');--> statement-breakpoint
CREATE INDEX `visit_line` ON `visit` (`branch_id`,`open_service_id`,`line`,`due`,`arrived_at`,`id`) WHERE state = 'waiting';--> statement-breakpoint
CREATE INDEX `visit_line_remote` ON `visit` (`region_id`,`open_service_id`,`line`,`due`,`arrived_at`,`id`) WHERE state = 'waiting' and (video_ok or mode <> 'desk');--> statement-breakpoint
CREATE INDEX `visit_early` ON `visit` (`branch_id`,`slot_start`) WHERE state = 'waiting' and slot_start is not null;--> statement-breakpoint
CREATE INDEX `visit_sent_back` ON `visit` (`sent_back_by`) WHERE state = 'waiting' and sent_back_by is not null;--> statement-breakpoint
CREATE INDEX `visit_reserved` ON `visit` (`reserved_for`) WHERE state = 'waiting' and reserved_for is not null;--> statement-breakpoint
CREATE INDEX `visit_busy` ON `visit` (`branch_id`) WHERE state in ('called', 'serving', 'parked');--> statement-breakpoint
CREATE INDEX `visit_missed` ON `visit` (`branch_id`,`missed_at`) WHERE state = 'no-show';