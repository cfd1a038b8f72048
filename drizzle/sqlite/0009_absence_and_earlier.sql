CREATE TABLE `absence` (
	`account_id` text NOT NULL,
	`day` text NOT NULL,
	`told_by` text NOT NULL,
	`told_at` integer NOT NULL,
	PRIMARY KEY(`account_id`, `day`),
	FOREIGN KEY (`account_id`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`told_by`) REFERENCES `account`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `earlier_wish` (
	`appointment_id` text PRIMARY KEY NOT NULL,
	`region_id` text NOT NULL,
	`branch_id` text,
	`since` integer NOT NULL,
	`offer_id` text,
	`offered_until` integer,
	`last_start` integer,
	`unanswered` integer NOT NULL,
	`erase_at` integer NOT NULL,
	FOREIGN KEY (`appointment_id`) REFERENCES `appointment`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`region_id`) REFERENCES `region`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`branch_id`) REFERENCES `branch`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `earlier_wish_since` ON `earlier_wish` (`region_id`,`since`);--> statement-breakpoint
CREATE INDEX `earlier_wish_erase` ON `earlier_wish` (`erase_at`);--> statement-breakpoint
ALTER TABLE `agenda_rule` ADD `offer_minutes` integer DEFAULT 120 NOT NULL;