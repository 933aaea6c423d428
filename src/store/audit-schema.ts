/** The tables of the log that can only grow. */
import { sql } from 'drizzle-orm';
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { AUDIT_ACTIONS } from './words.ts';

/** Ids and hashes only, each row chained to the one before; triggers refuse UPDATE and DELETE. */
export const audit = sqliteTable(
  'audit',
  {
    seq: integer('seq').primaryKey({ autoIncrement: true }),
    at: integer('at').notNull(),
    action: text('action', {
      enum: AUDIT_ACTIONS,
    }).notNull(),
    byTeam: text('by_team'),
    byUser: text('by_user'),
    organisationId: integer('organisation_id'),
    personId: integer('person_id'),
    removalId: text('removal_id'),
    outcome: text('outcome').notNull(),
    detailHash: text('detail_hash').notNull(),
    prevHash: text('prev_hash').notNull(),
    hash: text('hash').notNull(),
  },
  (table) => [
    index('audit_person').on(table.personId),
    index('audit_removal').on(table.removalId).where(sql`removal_id is not null`),
  ],
);

/** Names, reasons and evidence of an audit row; erasable, and held to it by `audit.detail_hash`. */
export const auditDetails = sqliteTable('audit_detail', {
  seq: integer('seq')
    .primaryKey()
    .references(() => audit.seq),
  salt: text('salt').notNull(),
  json: text('json').notNull(),
});
