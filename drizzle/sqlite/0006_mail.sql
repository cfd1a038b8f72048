CREATE TABLE `mail` (
	`id` text PRIMARY KEY NOT NULL,
	`region_id` text NOT NULL,
	`appointment_id` text NOT NULL,
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
	FOREIGN KEY (`appointment_id`) REFERENCES `appointment`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `mail_next` ON `mail` (`next_at`) WHERE next_at is not null;--> statement-breakpoint
CREATE INDEX `mail_given_up` ON `mail` (`region_id`,`gave_up_at`) WHERE gave_up_at is not null;--> statement-breakpoint
CREATE INDEX `mail_appointment` ON `mail` (`appointment_id`);--> statement-breakpoint
CREATE INDEX `mail_erase` ON `mail` (`erase_at`);--> statement-breakpoint
CREATE TABLE `mail_text` (
	`municipality_id` text NOT NULL,
	`kind` text NOT NULL,
	`language` text NOT NULL,
	`subject` text NOT NULL,
	`body` text NOT NULL,
	PRIMARY KEY(`municipality_id`, `kind`, `language`),
	FOREIGN KEY (`municipality_id`) REFERENCES `municipality`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
ALTER TABLE `agenda_rule` ADD `reminder_hours` integer DEFAULT 24 NOT NULL;