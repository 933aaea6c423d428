CREATE TABLE `digest_telling` (
	`slot_id` text NOT NULL,
	`recipient` text NOT NULL,
	`at` integer NOT NULL,
	`reached` integer NOT NULL,
	PRIMARY KEY(`slot_id`, `recipient`),
	FOREIGN KEY (`slot_id`) REFERENCES `digest_slot`(`id`) ON UPDATE no action ON DELETE no action
);
