/**
 * The tables of the usage report. People and organisations by number alone, so that they can be
 * forgotten without a look in here.
 */
import { integer, primaryKey, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import type { ReadFailure } from '../core/trust.ts';
import { WAY_KINDS } from '../core/usage.ts';
import { REPORT_OUTCOMES } from './words.ts';

/** How far each organisation's report was read, and what the latest try came to. */
export const usageReports = sqliteTable('usage_report', {
  organisationId: integer('organisation_id').primaryKey(),
  /** Both null until one has been read whole. */
  readAt: integer('read_at'),
  lastDay: text('last_day'),
  outcome: text('outcome', { enum: REPORT_OUTCOMES }).notNull(),
  failure: text('failure', { mode: 'json' }).$type<ReadFailure>(),
});

/** The last day on which a person went a way of use, for counting people; kept a little over 28 days. */
export const waysOfUse = sqliteTable(
  'way_of_use',
  {
    organisationId: integer('organisation_id').notNull(),
    personId: integer('person_id').notNull(),
    kind: text('kind', { enum: WAY_KINDS }).notNull(),
    name: text('name').notNull(),
    lastDay: text('last_day').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.personId, table.organisationId, table.kind, table.name] }),
  ],
);
