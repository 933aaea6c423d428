/**
 * The tables. Instants are UTC milliseconds, days are `YYYY-MM-DD`, ids of people and organisations
 * are GitHub's. Nothing cascades: a migration that rebuilds a table drops it first, and a cascade
 * would then empty its children without a word.
 */
import { sql } from 'drizzle-orm';
import {
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';
import type { ReadFailure } from '../core/trust.ts';
import type { Evidence } from './store.ts';
import { PLANS, REMOVAL_STATES, SEAT_MANAGEMENTS } from './words.ts';

export const organisations = sqliteTable('organisation', {
  id: integer('id').primaryKey(),
  login: text('login').notNull(),
  installationId: integer('installation_id').notNull(),
  kind: text('kind', { enum: ['organisation', 'enterprise', 'user'] }).notNull(),
  state: text('state', { enum: ['active', 'suspended', 'removed'] }).notNull(),
  appMayWrite: integer('app_may_write', { mode: 'boolean' }).notNull(),
  seatManagement: text('seat_management', { enum: SEAT_MANAGEMENTS }).notNull().default('unknown'),
  plan: text('plan', { enum: PLANS }).notNull().default('unknown'),
  firstReadAt: integer('first_read_at'),
  firstGoodReadAt: integer('first_good_read_at'),
  lastGoodReadAt: integer('last_good_read_at'),
  lastGoodReadId: integer('last_good_read_id'),
  lastReadAt: integer('last_read_at'),
  lastFailure: text('last_failure', { mode: 'json' }).$type<ReadFailure>(),
  movedAt: integer('moved_at'),
  goodReadsSinceMoved: integer('good_reads_since_moved').notNull().default(0),
  failedReads: integer('failed_reads').notNull().default(0),
  troubleTold: integer('trouble_told', { mode: 'boolean' }).notNull().default(false),
  quarantined: integer('quarantined', { mode: 'boolean' }).notNull().default(false),
});

function organisationId() {
  return integer('organisation_id')
    .notNull()
    .references(() => organisations.id);
}

/** Names an organisation had before. */
export const organisationLogins = sqliteTable(
  'organisation_login',
  {
    organisationId: organisationId(),
    login: text('login').notNull(),
    replacedAt: integer('replaced_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.organisationId, table.login] })],
);

/** `login` is the label last known; `login_held` is false once somebody else has been seen with it. */
export const people = sqliteTable(
  'person',
  {
    id: integer('id').primaryKey(),
    login: text('login').notNull(),
    loginHeld: integer('login_held', { mode: 'boolean' }).notNull(),
    loginSince: integer('login_since').notNull(),
    firstSeenAt: integer('first_seen_at').notNull(),
  },
  (table) => [index('person_login').on(sql`lower(${table.login})`)],
);

function personId() {
  return integer('person_id')
    .notNull()
    .references(() => people.id);
}

/** Every login a person was seen with; `replaced_at` is null for the one held. */
export const logins = sqliteTable(
  'login',
  {
    personId: personId(),
    login: text('login').notNull(),
    firstSeenAt: integer('first_seen_at').notNull(),
    replacedAt: integer('replaced_at'),
  },
  (table) => [
    primaryKey({ columns: [table.personId, table.login] }),
    index('login_login').on(sql`lower(${table.login})`),
  ],
);

/**
 * A person's seat in one organisation from one `created_at` on. Plan, team and cancellation are as
 * last read; `last_activity_at` and `last_sign_in_at` are the latest this grant ever showed.
 */
export const grants = sqliteTable(
  'seat_grant',
  {
    // Never reused, because a read in progress holds ids across transactions.
    id: integer('id').primaryKey({ autoIncrement: true }),
    organisationId: organisationId(),
    personId: personId(),
    grantedAt: integer('granted_at').notNull(),
    plan: text('plan', { enum: PLANS }).notNull(),
    teamSlug: text('team_slug'),
    teamName: text('team_name'),
    teamUrl: text('team_url'),
    pendingCancellation: text('pending_cancellation'),
    valuesAt: integer('values_at').notNull(),
    lastActivityAt: integer('last_activity_at'),
    lastActivityEditor: text('last_activity_editor'),
    lastSignInAt: integer('last_sign_in_at'),
    firstSeenAt: integer('first_seen_at').notNull(),
    /** The read that first showed it; null when a live look did. */
    firstReadId: integer('first_read_id'),
    missedReads: integer('missed_reads').notNull().default(0),
    missedSince: integer('missed_since'),
    /** The read that was counted last, so that none is counted twice. */
    missedReadId: integer('missed_read_id'),
    endedAt: integer('ended_at'),
  },
  (table) => [
    uniqueIndex('seat_grant_key').on(table.organisationId, table.personId, table.grantedAt),
    index('seat_grant_open').on(table.organisationId, table.endedAt),
    index('seat_grant_person').on(table.personId),
  ],
);

/** Seats that GitHub lists without an assignee, as of the last complete read. */
export const nobodySeats = sqliteTable(
  'nobody_seat',
  {
    id: integer('id').primaryKey(),
    organisationId: organisationId(),
    grantedAt: integer('granted_at'),
    plan: text('plan', { enum: PLANS }).notNull(),
    pendingCancellation: text('pending_cancellation'),
  },
  (table) => [index('nobody_seat_organisation').on(table.organisationId)],
);

/** The latest sign of use of each person, organisation, UTC day and source. */
export const activity = sqliteTable(
  'activity',
  {
    id: integer('id').primaryKey(),
    personId: personId(),
    organisationId: organisationId(),
    day: text('day').notNull(),
    source: text('source', { enum: ['seat', 'usage-report'] }).notNull(),
    at: integer('at').notNull(),
    editor: text('editor'),
    seenAt: integer('seen_at').notNull(),
  },
  (table) => [
    uniqueIndex('activity_key').on(table.personId, table.organisationId, table.day, table.source),
    index('activity_latest').on(table.personId, table.at),
    index('activity_at').on(table.at),
  ],
);

/** The latest sign-in of each person, organisation and UTC day. */
export const signIns = sqliteTable(
  'sign_in',
  {
    id: integer('id').primaryKey(),
    personId: personId(),
    organisationId: organisationId(),
    day: text('day').notNull(),
    at: integer('at').notNull(),
    seenAt: integer('seen_at').notNull(),
  },
  (table) => [
    uniqueIndex('sign_in_key').on(table.personId, table.organisationId, table.day),
    index('sign_in_latest').on(table.personId, table.at),
    index('sign_in_at').on(table.at),
  ],
);

export const reads = sqliteTable(
  'read',
  {
    id: integer('id').primaryKey({ autoIncrement: true }),
    organisationId: organisationId(),
    startedAt: integer('started_at').notNull(),
    endedAt: integer('ended_at'),
    /** Null while it runs; `abandoned` when its process died. */
    outcome: text('outcome', { enum: ['complete', 'incomplete', 'failed', 'abandoned'] }),
    pages: integer('pages'),
    totalSeats: integer('total_seats'),
    failure: text('failure', { mode: 'json' }).$type<ReadFailure>(),
    /** Whether the activity of a seat known before this read moved forward in it. */
    moved: integer('moved', { mode: 'boolean' }).notNull().default(false),
  },
  (table) => [
    index('read_organisation').on(table.organisationId),
    index('read_open').on(table.startedAt).where(sql`ended_at is null`),
  ],
);

export const keptPeople = sqliteTable('kept', {
  personId: integer('person_id')
    .primaryKey()
    .references(() => people.id),
  until: integer('until'),
  byTeam: text('by_team').notNull(),
  byUser: text('by_user').notNull(),
  madeAt: integer('made_at').notNull(),
  reason: text('reason'),
});

/** Refers to people by number alone, so that a person can be erased and the decision stays. */
export const removals = sqliteTable(
  'removal',
  {
    id: text('id').primaryKey(),
    organisationId: organisationId(),
    personId: integer('person_id').notNull(),
    grantedAt: integer('granted_at').notNull(),
    state: text('state', {
      enum: REMOVAL_STATES,
    }).notNull(),
    mode: text('mode', { enum: ['on', 'dry-run', 'off'] }).notNull(),
    byTeam: text('by_team').notNull(),
    byUser: text('by_user').notNull(),
    claimedAt: integer('claimed_at').notNull(),
    sentAt: integer('sent_at'),
    endedAt: integer('ended_at'),
    lastDay: text('last_day'),
    detail: text('detail'),
    price: integer('price').notNull(),
    currency: text('currency').notNull(),
    undoByTeam: text('undo_by_team'),
    undoByUser: text('undo_by_user'),
    undoAt: integer('undo_at'),
    undoDetail: text('undo_detail'),
    told: integer('told', { mode: 'boolean' }).notNull().default(false),
  },
  (table) => [
    uniqueIndex('removal_live')
      .on(table.organisationId, table.personId, table.grantedAt)
      .where(sql`state in ('claimed', 'sent', 'removed', 'undo-sent')`),
    uniqueIndex('removal_under_way')
      .on(table.organisationId)
      .where(sql`state in ('claimed', 'sent', 'undo-sent')`),
    index('removal_person').on(table.personId),
    index('removal_untold').on(table.claimedAt).where(sql`told = 0`),
  ],
);

/** What was known when a removal was decided; erasable. */
export const removalEvidence = sqliteTable('removal_evidence', {
  removalId: text('removal_id')
    .primaryKey()
    .references(() => removals.id),
  evidence: text('evidence', { mode: 'json' }).$type<Evidence>().notNull(),
});

// The migrations are made from what this file exports.
export * from './audit-schema.ts';
export * from './digest-schema.ts';
export * from './usage-schema.ts';
