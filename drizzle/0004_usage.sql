CREATE TABLE `usage_report` (
	`organisation_id` integer PRIMARY KEY NOT NULL,
	`read_at` integer,
	`last_day` text,
	`outcome` text NOT NULL,
	`failure` text
);
--> statement-breakpoint
CREATE TABLE `way_of_use` (
	`organisation_id` integer NOT NULL,
	`person_id` integer NOT NULL,
	`kind` text NOT NULL,
	`name` text NOT NULL,
	`last_day` text NOT NULL,
	PRIMARY KEY(`person_id`, `organisation_id`, `kind`, `name`)
);
