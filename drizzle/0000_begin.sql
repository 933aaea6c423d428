CREATE TABLE `activity` (
	`id` integer PRIMARY KEY NOT NULL,
	`person_id` integer NOT NULL,
	`organisation_id` integer NOT NULL,
	`day` text NOT NULL,
	`source` text NOT NULL,
	`at` integer NOT NULL,
	`editor` text,
	`seen_at` integer NOT NULL,
	FOREIGN KEY (`person_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`organisation_id`) REFERENCES `organisation`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `activity_key` ON `activity` (`person_id`,`organisation_id`,`day`,`source`);--> statement-breakpoint
CREATE INDEX `activity_latest` ON `activity` (`person_id`,`at`);--> statement-breakpoint
CREATE INDEX `activity_at` ON `activity` (`at`);--> statement-breakpoint
CREATE TABLE `audit` (
	`seq` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`action` text NOT NULL,
	`by_team` text,
	`by_user` text,
	`organisation_id` integer,
	`person_id` integer,
	`removal_id` text,
	`outcome` text NOT NULL,
	`detail_hash` text NOT NULL,
	`prev_hash` text NOT NULL,
	`hash` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `audit_person` ON `audit` (`person_id`);--> statement-breakpoint
CREATE TABLE `audit_detail` (
	`seq` integer PRIMARY KEY NOT NULL,
	`salt` text NOT NULL,
	`json` text NOT NULL,
	FOREIGN KEY (`seq`) REFERENCES `audit`(`seq`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `seat_grant` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`organisation_id` integer NOT NULL,
	`person_id` integer NOT NULL,
	`granted_at` integer NOT NULL,
	`plan` text NOT NULL,
	`team_slug` text,
	`team_name` text,
	`team_url` text,
	`pending_cancellation` text,
	`values_at` integer NOT NULL,
	`last_activity_at` integer,
	`last_activity_editor` text,
	`last_sign_in_at` integer,
	`first_seen_at` integer NOT NULL,
	`first_read_id` integer,
	`missed_reads` integer DEFAULT 0 NOT NULL,
	`missed_since` integer,
	`missed_read_id` integer,
	`ended_at` integer,
	FOREIGN KEY (`organisation_id`) REFERENCES `organisation`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`person_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `seat_grant_key` ON `seat_grant` (`organisation_id`,`person_id`,`granted_at`);--> statement-breakpoint
CREATE INDEX `seat_grant_open` ON `seat_grant` (`organisation_id`,`ended_at`);--> statement-breakpoint
CREATE INDEX `seat_grant_person` ON `seat_grant` (`person_id`);--> statement-breakpoint
CREATE TABLE `kept` (
	`person_id` integer PRIMARY KEY NOT NULL,
	`until` integer,
	`by_team` text NOT NULL,
	`by_user` text NOT NULL,
	`made_at` integer NOT NULL,
	`reason` text,
	FOREIGN KEY (`person_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `login` (
	`person_id` integer NOT NULL,
	`login` text NOT NULL,
	`first_seen_at` integer NOT NULL,
	`replaced_at` integer,
	PRIMARY KEY(`person_id`, `login`),
	FOREIGN KEY (`person_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `login_login` ON `login` (lower("login"));--> statement-breakpoint
CREATE TABLE `nobody_seat` (
	`id` integer PRIMARY KEY NOT NULL,
	`organisation_id` integer NOT NULL,
	`granted_at` integer,
	`plan` text NOT NULL,
	`pending_cancellation` text,
	FOREIGN KEY (`organisation_id`) REFERENCES `organisation`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `nobody_seat_organisation` ON `nobody_seat` (`organisation_id`);--> statement-breakpoint
CREATE TABLE `organisation_login` (
	`organisation_id` integer NOT NULL,
	`login` text NOT NULL,
	`replaced_at` integer NOT NULL,
	PRIMARY KEY(`organisation_id`, `login`),
	FOREIGN KEY (`organisation_id`) REFERENCES `organisation`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `organisation` (
	`id` integer PRIMARY KEY NOT NULL,
	`login` text NOT NULL,
	`installation_id` integer NOT NULL,
	`kind` text NOT NULL,
	`state` text NOT NULL,
	`app_may_write` integer NOT NULL,
	`seat_management` text DEFAULT 'unknown' NOT NULL,
	`plan` text DEFAULT 'unknown' NOT NULL,
	`first_read_at` integer,
	`first_good_read_at` integer,
	`last_good_read_at` integer,
	`last_good_read_id` integer,
	`last_read_at` integer,
	`last_failure` text,
	`moved_at` integer,
	`good_reads_since_moved` integer DEFAULT 0 NOT NULL,
	`failed_reads` integer DEFAULT 0 NOT NULL,
	`trouble_told` integer DEFAULT false NOT NULL,
	`quarantined` integer DEFAULT false NOT NULL
);
--> statement-breakpoint
CREATE TABLE `person` (
	`id` integer PRIMARY KEY NOT NULL,
	`login` text NOT NULL,
	`login_held` integer NOT NULL,
	`login_since` integer NOT NULL,
	`first_seen_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `person_login` ON `person` (lower("login"));--> statement-breakpoint
CREATE TABLE `read` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`organisation_id` integer NOT NULL,
	`started_at` integer NOT NULL,
	`ended_at` integer,
	`outcome` text,
	`pages` integer,
	`total_seats` integer,
	`failure` text,
	`moved` integer DEFAULT false NOT NULL,
	FOREIGN KEY (`organisation_id`) REFERENCES `organisation`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `read_organisation` ON `read` (`organisation_id`);--> statement-breakpoint
CREATE INDEX `read_open` ON `read` (`started_at`) WHERE ended_at is null;--> statement-breakpoint
CREATE TABLE `removal_evidence` (
	`removal_id` text PRIMARY KEY NOT NULL,
	`evidence` text NOT NULL,
	FOREIGN KEY (`removal_id`) REFERENCES `removal`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE TABLE `removal` (
	`id` text PRIMARY KEY NOT NULL,
	`organisation_id` integer NOT NULL,
	`person_id` integer NOT NULL,
	`granted_at` integer NOT NULL,
	`state` text NOT NULL,
	`mode` text NOT NULL,
	`by_team` text NOT NULL,
	`by_user` text NOT NULL,
	`claimed_at` integer NOT NULL,
	`sent_at` integer,
	`ended_at` integer,
	`last_day` text,
	`detail` text,
	`price` integer NOT NULL,
	`currency` text NOT NULL,
	`undo_by_team` text,
	`undo_by_user` text,
	`undo_at` integer,
	`undo_detail` text,
	`told` integer DEFAULT false NOT NULL,
	FOREIGN KEY (`organisation_id`) REFERENCES `organisation`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `removal_live` ON `removal` (`organisation_id`,`person_id`,`granted_at`) WHERE state in ('claimed', 'sent', 'removed', 'undo-sent');--> statement-breakpoint
CREATE UNIQUE INDEX `removal_under_way` ON `removal` (`organisation_id`) WHERE state in ('claimed', 'sent', 'undo-sent');--> statement-breakpoint
CREATE INDEX `removal_person` ON `removal` (`person_id`);--> statement-breakpoint
CREATE INDEX `removal_untold` ON `removal` (`claimed_at`) WHERE told = 0;--> statement-breakpoint
CREATE TABLE `sign_in` (
	`id` integer PRIMARY KEY NOT NULL,
	`person_id` integer NOT NULL,
	`organisation_id` integer NOT NULL,
	`day` text NOT NULL,
	`at` integer NOT NULL,
	`seen_at` integer NOT NULL,
	FOREIGN KEY (`person_id`) REFERENCES `person`(`id`) ON UPDATE no action ON DELETE no action,
	FOREIGN KEY (`organisation_id`) REFERENCES `organisation`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sign_in_key` ON `sign_in` (`person_id`,`organisation_id`,`day`);--> statement-breakpoint
CREATE INDEX `sign_in_latest` ON `sign_in` (`person_id`,`at`);--> statement-breakpoint
CREATE INDEX `sign_in_at` ON `sign_in` (`at`);