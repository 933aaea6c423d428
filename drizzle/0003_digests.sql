CREATE TABLE `digest_dormant` (
	`slot_id` text NOT NULL,
	`organisation_id` integer NOT NULL,
	`person_id` integer NOT NULL,
	`granted_at` integer NOT NULL,
	PRIMARY KEY(`slot_id`, `organisation_id`, `person_id`, `granted_at`),
	FOREIGN KEY (`slot_id`) REFERENCES `digest_slot`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `digest_dormant_person` ON `digest_dormant` (`person_id`);--> statement-breakpoint
CREATE TABLE `digest_row` (
	`slot_id` text NOT NULL,
	`position` integer NOT NULL,
	`organisation_id` integer NOT NULL,
	`person_id` integer NOT NULL,
	`granted_at` integer NOT NULL,
	`part` text NOT NULL,
	`shown` text DEFAULT '' NOT NULL,
	PRIMARY KEY(`slot_id`, `position`),
	FOREIGN KEY (`slot_id`) REFERENCES `digest_slot`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `digest_row_person` ON `digest_row` (`person_id`);--> statement-breakpoint
CREATE TABLE `digest_schedule` (
	`id` text PRIMARY KEY NOT NULL,
	`channel_id` text NOT NULL,
	`weekday` integer NOT NULL,
	`hour` integer NOT NULL,
	`minute` integer NOT NULL,
	`time_zone` text NOT NULL,
	`names` text NOT NULL,
	`paused_why` text,
	`paused_at` integer,
	`made_by_team` text,
	`made_by_user` text,
	`made_at` integer NOT NULL,
	`changed_at` integer NOT NULL,
	`owed_week` text,
	`owed_at` integer,
	`deleted_at` integer
);
--> statement-breakpoint
CREATE TABLE `digest_slot` (
	`id` text PRIMARY KEY NOT NULL,
	`schedule_id` text NOT NULL,
	`week` text,
	`state` text NOT NULL,
	`channel_id` text NOT NULL,
	`due_at` integer NOT NULL,
	`claimed_at` integer NOT NULL,
	`sending_at` integer,
	`not_before` integer,
	`attempts` integer DEFAULT 0 NOT NULL,
	`late` integer DEFAULT false NOT NULL,
	`asked_by_team` text,
	`asked_by_user` text,
	`frame` text,
	`ts` text,
	`posted_at` integer,
	`detail` text,
	`weeks` integer DEFAULT 1 NOT NULL,
	`told` integer DEFAULT false NOT NULL,
	`compared_organisations` text,
	FOREIGN KEY (`schedule_id`) REFERENCES `digest_schedule`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `digest_slot_week` ON `digest_slot` (`schedule_id`,`week`);--> statement-breakpoint
CREATE INDEX `digest_slot_open` ON `digest_slot` (`claimed_at`) WHERE state in ('claimed', 'sending');--> statement-breakpoint
CREATE INDEX `digest_slot_posted` ON `digest_slot` (`posted_at`);--> statement-breakpoint
CREATE TABLE `figures` (
	`organisation_id` integer NOT NULL,
	`day` text NOT NULL,
	`nobody` integer NOT NULL,
	`leaving` integer NOT NULL,
	`active` integer NOT NULL,
	`kept` integer NOT NULL,
	`new` integer NOT NULL,
	`unclear` integer NOT NULL,
	`dormant` integer NOT NULL,
	`cost` integer NOT NULL,
	`cost_at_rest` integer NOT NULL,
	`removed` integer NOT NULL,
	`undone` integer NOT NULL,
	PRIMARY KEY(`organisation_id`, `day`)
);
--> statement-breakpoint
CREATE INDEX `figures_day` ON `figures` (`day`);--> statement-breakpoint
CREATE TABLE `link` (
	`team_id` text NOT NULL,
	`user_id` text NOT NULL,
	`person_id` integer NOT NULL,
	`state` text NOT NULL,
	`how` text NOT NULL,
	`asked_at` integer NOT NULL,
	`decided_by_team` text,
	`decided_by_user` text,
	`decided_at` integer,
	PRIMARY KEY(`team_id`, `user_id`)
);
--> statement-breakpoint
CREATE UNIQUE INDEX `link_person` ON `link` (`person_id`) WHERE state = 'linked';