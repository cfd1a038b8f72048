CREATE TABLE `waitlist` (
	`id` text PRIMARY KEY NOT NULL,
	`region_id` text NOT NULL,
	`municipality_id` text NOT NULL,
	`branch_id` text,
	`part` text,
	`services` text NOT NULL,
	`since` integer NOT NULL,
	`until_at` integer NOT NULL,
	`ended_at` integer,
	`took_id` text,
	`offer_id` text,
	`offered_until` integer,
	`last_start` integer,
	`unanswered` integer NOT NULL,
	`link` text NOT NULL,
	`language` text NOT NULL,
	`name` text NOT NULL,
	`email` text NOT NULL,
	`phone` text,
	`remarks` text,
	`help` text NOT NULL,
	`mailbox` text NOT NULL,
	`erase_at` integer NOT NULL,
	FOREIGN KEY (`region_id`) REFERENCES `region`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`municipality_id`) REFERENCES `municipality`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`branch_id`) REFERENCES `branch`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`took_id`) REFERENCES `appointment`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `waitlist_link` ON `waitlist` (`link`);--> statement-breakpoint
CREATE INDEX `waitlist_since` ON `waitlist` (`region_id`,`since`) WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX `waitlist_mailbox` ON `waitlist` (`mailbox`);--> statement-breakpoint
CREATE INDEX `waitlist_erase` ON `waitlist` (`erase_at`);--> statement-breakpoint
PRAGMA foreign_keys=OFF;--> statement-breakpoint
CREATE TABLE `__new_mail` (
	`id` text PRIMARY KEY NOT NULL,
	`region_id` text NOT NULL,
	`appointment_id` text,
	`waitlist_id` text,
	`kind` text NOT NULL,
	`written_at` integer NOT NULL,
	`due_at` integer NOT NULL,
	`next_at` integer,
	`tries` integer NOT NULL,
	`sent_at` integer,
	`gave_up_at` integer,
	`problem` text,
	`erase_at` integer NOT NULL,
	FOREIGN KEY (`region_id`) REFERENCES `region`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`appointment_id`) REFERENCES `appointment`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`waitlist_id`) REFERENCES `waitlist`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
INSERT INTO `__new_mail`("id", "region_id", "appointment_id", "waitlist_id", "kind", "written_at", "due_at", "next_at", "tries", "sent_at", "gave_up_at", "problem", "erase_at") SELECT "id", "region_id", "appointment_id", NULL, "kind", "written_at", "due_at", "next_at", "tries", "sent_at", "gave_up_at", "problem", "erase_at" FROM `mail`;--> statement-breakpoint
DROP TABLE `mail`;--> statement-breakpoint
ALTER TABLE `__new_mail` RENAME TO `mail`;--> statement-breakpoint
PRAGMA foreign_keys=ON;--> statement-breakpoint
CREATE INDEX `mail_next` ON `mail` (`next_at`) WHERE next_at is not null;--> statement-breakpoint
CREATE INDEX `mail_given_up` ON `mail` (`region_id`,`gave_up_at`) WHERE gave_up_at is not null;--> statement-breakpoint
CREATE INDEX `mail_appointment` ON `mail` (`appointment_id`);--> statement-breakpoint
CREATE INDEX `mail_waitlist` ON `mail` (`waitlist_id`);--> statement-breakpoint
CREATE INDEX `mail_erase` ON `mail` (`erase_at`);