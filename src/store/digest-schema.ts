/**
 * The tables of the digest, of its history and of who in Slack is whom on GitHub. People and
 * organisations by number alone, so that they can be forgotten without a look in here.
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
import type { FrozenFrame, FrozenPart } from './digest-store.ts';
import { DIGEST_NAMES, PAUSE_REASONS, SLOT_STATES } from './words.ts';

/** One row a Slack account: its request, its link or its refusal. */
export const links = sqliteTable(
  'link',
  {
    teamId: text('team_id').notNull(),
    userId: text('user_id').notNull(),
    personId: integer('person_id').notNull(),
    state: text('state', { enum: ['requested', 'linked', 'refused'] }).notNull(),
    how: text('how', { enum: ['email', 'approved'] }).notNull(),
    askedAt: integer('asked_at').notNull(),
    decidedByTeam: text('decided_by_team'),
    decidedByUser: text('decided_by_user'),
    decidedAt: integer('decided_at'),
  },
  (table) => [
    primaryKey({ columns: [table.teamId, table.userId] }),
    uniqueIndex('link_person').on(table.personId).where(sql`state = 'linked'`),
  ],
);

/** `made_by_*` are null for the one from the settings. A deleted one stays for the sake of its slots. */
export const digestSchedules = sqliteTable('digest_schedule', {
  id: text('id').primaryKey(),
  channelId: text('channel_id').notNull(),
  weekday: integer('weekday').notNull(),
  hour: integer('hour').notNull(),
  minute: integer('minute').notNull(),
  timeZone: text('time_zone').notNull(),
  names: text('names', { enum: DIGEST_NAMES }).notNull(),
  pausedWhy: text('paused_why', { enum: PAUSE_REASONS }),
  pausedAt: integer('paused_at'),
  madeByTeam: text('made_by_team'),
  madeByUser: text('made_by_user'),
  madeAt: integer('made_at').notNull(),
  /** The last change that moves turns: nothing before it is owed but `owed_*`. */
  changedAt: integer('changed_at').notNull(),
  owedWeek: text('owed_week'),
  owedAt: integer('owed_at'),
  deletedAt: integer('deleted_at'),
});

/** The outbox: one row a schedule and local week; `week` is null for one that somebody asked for. */
export const digestSlots = sqliteTable(
  'digest_slot',
  {
    id: text('id').primaryKey(),
    scheduleId: text('schedule_id')
      .notNull()
      .references(() => digestSchedules.id),
    week: text('week'),
    state: text('state', { enum: SLOT_STATES }).notNull(),
    channelId: text('channel_id').notNull(),
    dueAt: integer('due_at').notNull(),
    claimedAt: integer('claimed_at').notNull(),
    sendingAt: integer('sending_at'),
    /** Left alone until then, in real time: Slack asked for a pause, or an answer may still show. */
    notBefore: integer('not_before'),
    attempts: integer('attempts').notNull().default(0),
    late: integer('late', { mode: 'boolean' }).notNull().default(false),
    askedByTeam: text('asked_by_team'),
    askedByUser: text('asked_by_user'),
    frame: text('frame', { mode: 'json' }).$type<FrozenFrame>(),
    ts: text('ts'),
    postedAt: integer('posted_at'),
    /** Why it was skipped or is unknown. */
    detail: text('detail'),
    /** How many weeks in a row a skipped row stands for. */
    weeks: integer('weeks').notNull().default(1),
    /** Nothing is owed any more: everybody has heard how it ended, or nobody waits for it. */
    told: integer('told', { mode: 'boolean' }).notNull().default(false),
    /** Where the data was good, for the next comparison; the seats are in `digest_dormant`. */
    comparedOrganisations: text('compared_organisations', { mode: 'json' }).$type<number[]>(),
  },
  (table) => [
    uniqueIndex('digest_slot_week').on(table.scheduleId, table.week),
    index('digest_slot_open').on(table.claimedAt).where(sql`state in ('claimed', 'sending')`),
    index('digest_slot_posted').on(table.postedAt),
  ],
);

/** Who has heard how a slot ended, so that nobody is told twice and nobody is forgotten. */
export const digestTellings = sqliteTable(
  'digest_telling',
  {
    slotId: text('slot_id')
      .notNull()
      .references(() => digestSlots.id),
    /** A person in Slack, or the alert channel. */
    recipient: text('recipient').notNull(),
    at: integer('at').notNull(),
    /** False where Slack says that nothing will ever arrive there. */
    reached: integer('reached', { mode: 'boolean' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.slotId, table.recipient] })],
);

/** The seats that a digest shows by name, as posted, so that the message can follow the truth. */
export const digestRows = sqliteTable(
  'digest_row',
  {
    slotId: text('slot_id')
      .notNull()
      .references(() => digestSlots.id),
    position: integer('position').notNull(),
    organisationId: integer('organisation_id').notNull(),
    personId: integer('person_id').notNull(),
    grantedAt: integer('granted_at').notNull(),
    part: text('part', { mode: 'json' }).$type<FrozenPart>().notNull(),
    /** Which truth the message shows at this row; empty while it is as posted. */
    shown: text('shown').notNull().default(''),
  },
  (table) => [
    primaryKey({ columns: [table.slotId, table.position] }),
    index('digest_row_person').on(table.personId),
  ],
);

/** The dormant seats of a schedule's last digest, to compare the next one with. */
export const digestDormant = sqliteTable(
  'digest_dormant',
  {
    slotId: text('slot_id')
      .notNull()
      .references(() => digestSlots.id),
    organisationId: integer('organisation_id').notNull(),
    personId: integer('person_id').notNull(),
    grantedAt: integer('granted_at').notNull(),
  },
  (table) => [
    primaryKey({
      columns: [table.slotId, table.organisationId, table.personId, table.grantedAt],
    }),
    index('digest_dormant_person').on(table.personId),
  ],
);

/** One organisation's UTC day in figures, as of its last good read of that day. */
export const figures = sqliteTable(
  'figures',
  {
    organisationId: integer('organisation_id').notNull(),
    day: text('day').notNull(),
    nobody: integer('nobody').notNull(),
    leaving: integer('leaving').notNull(),
    active: integer('active').notNull(),
    kept: integer('kept').notNull(),
    new: integer('new').notNull(),
    unclear: integer('unclear').notNull(),
    dormant: integer('dormant').notNull(),
    cost: integer('cost').notNull(),
    costAtRest: integer('cost_at_rest').notNull(),
    removed: integer('removed').notNull(),
    undone: integer('undone').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.organisationId, table.day] }),
    index('figures_day').on(table.day),
  ],
);
