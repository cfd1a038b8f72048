DROP INDEX "visit_day";--> statement-breakpoint
CREATE INDEX "visit_day" ON "visit" USING btree ("day","branch_id");