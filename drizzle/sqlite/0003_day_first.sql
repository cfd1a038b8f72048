DROP INDEX `visit_day`;--> statement-breakpoint
CREATE INDEX `visit_day` ON `visit` (`day`,`branch_id`);