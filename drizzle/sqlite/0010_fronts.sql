CREATE TABLE `front` (
	`municipality_id` text PRIMARY KEY NOT NULL,
	`origin` text,
	`phone` text,
	`email` text,
	`address` text,
	`accessibility_url` text,
	`privacy_url` text,
	`intro_nl` text NOT NULL,
	`intro_en` text NOT NULL,
	`framed_by` text NOT NULL,
	FOREIGN KEY (`municipality_id`) REFERENCES `municipality`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `front_origin` ON `front` (`origin`);