ALTER TABLE `citizen` ADD `mailbox` text;--> statement-breakpoint
ALTER TABLE `citizen` ADD `line` text;--> statement-breakpoint
CREATE INDEX `citizen_mailbox` ON `citizen` (`mailbox`);--> statement-breakpoint
CREATE INDEX `citizen_line` ON `citizen` (`line`);