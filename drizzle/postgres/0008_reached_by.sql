ALTER TABLE "citizen" ADD COLUMN "mailbox" text;--> statement-breakpoint
ALTER TABLE "citizen" ADD COLUMN "line" text;--> statement-breakpoint
CREATE INDEX "citizen_mailbox" ON "citizen" USING btree ("mailbox");--> statement-breakpoint
CREATE INDEX "citizen_line" ON "citizen" USING btree ("line");