CREATE TABLE "setup" (
	"id" integer PRIMARY KEY NOT NULL,
	"revision" integer NOT NULL
);
