/**
 * Merges what GitHub showed of seats into what is known, inside the caller's transaction. Nothing is
 * ever overwritten by less: a nil erases no date, a date never moves back, and what did not change is
 * not written.
 */
import { sql } from 'drizzle-orm';
import type { HeldSeatReading, Instant, SeatReading } from '../core/seat.ts';
import type { Db } from './connection.ts';
import { createLabels, type Labels } from './labels.ts';
import { activity, grants, signIns } from './schema.ts';
import { isOutdated, utcDayOf } from './time.ts';

type GrantRow = typeof grants.$inferSelect;
type GrantValues = Omit<GrantRow, 'id' | 'organisationId' | 'personId' | 'grantedAt'>;

/** Where and when the seats were seen; `readId` is undefined for a live look. */
interface Look {
  readonly organisationId: number;
  readonly readId: number | undefined;
  readonly at: Instant;
}

interface Merged {
  readonly grantIds: number[];
  /** Whether the activity of a grant known before this read moved forward. */
  readonly moved: boolean;
}

export type Merge = (look: Look, seats: readonly SeatReading[]) => Merged;

const param = sql.placeholder;

function prepare(db: Db) {
  return {
    listGrants: db
      .select()
      .from(grants)
      .where(
        sql`${grants.organisationId} = ${param('organisationId')} and ${grants.personId} in (select value from json_each(${param('personIds')}))`,
      )
      .prepare(),
    saveGrant: prepareSaveGrant(db),
    saveActivity: db
      .insert(activity)
      .values({
        personId: param('personId'),
        organisationId: param('organisationId'),
        day: param('day'),
        source: 'seat',
        at: param('activityAt'),
        editor: param('editor'),
        seenAt: param('at'),
      })
      .onConflictDoUpdate({
        target: [activity.personId, activity.organisationId, activity.day, activity.source],
        set: {
          at: sql`excluded.at`,
          editor: sql`coalesce(excluded.editor, ${activity.editor})`,
          seenAt: sql`excluded.seen_at`,
        },
        setWhere: sql`excluded.at > ${activity.at} or (excluded.at = ${activity.at} and ${activity.editor} is null and excluded.editor is not null)`,
      })
      .prepare(),
    saveSignIn: db
      .insert(signIns)
      .values({
        personId: param('personId'),
        organisationId: param('organisationId'),
        day: param('day'),
        at: param('signInAt'),
        seenAt: param('at'),
      })
      .onConflictDoUpdate({
        target: [signIns.personId, signIns.organisationId, signIns.day],
        set: { at: sql`excluded.at`, seenAt: sql`excluded.seen_at` },
        setWhere: sql`excluded.at > ${signIns.at}`,
      })
      .prepare(),
  };
}

function prepareSaveGrant(db: Db) {
  return db
    .insert(grants)
    .values({
      organisationId: param('organisationId'),
      personId: param('personId'),
      grantedAt: param('grantedAt'),
      plan: param('plan'),
      teamSlug: param('teamSlug'),
      teamName: param('teamName'),
      teamUrl: param('teamUrl'),
      pendingCancellation: param('pendingCancellation'),
      valuesAt: param('valuesAt'),
      lastActivityAt: param('lastActivityAt'),
      lastActivityEditor: param('lastActivityEditor'),
      lastSignInAt: param('lastSignInAt'),
      firstSeenAt: param('firstSeenAt'),
      firstReadId: param('firstReadId'),
      missedReads: param('missedReads'),
      missedSince: param('missedSince'),
      missedReadId: param('missedReadId'),
      endedAt: param('endedAt'),
    })
    .onConflictDoUpdate({
      target: [grants.organisationId, grants.personId, grants.grantedAt],
      set: {
        plan: sql`excluded.plan`,
        teamSlug: sql`excluded.team_slug`,
        teamName: sql`excluded.team_name`,
        teamUrl: sql`excluded.team_url`,
        pendingCancellation: sql`excluded.pending_cancellation`,
        valuesAt: sql`excluded.values_at`,
        lastActivityAt: sql`excluded.last_activity_at`,
        lastActivityEditor: sql`excluded.last_activity_editor`,
        lastSignInAt: sql`excluded.last_sign_in_at`,
        missedReads: sql`excluded.missed_reads`,
        missedSince: sql`excluded.missed_since`,
        missedReadId: sql`excluded.missed_read_id`,
        endedAt: sql`excluded.ended_at`,
      },
    })
    .returning()
    .prepare();
}

type Statements = ReturnType<typeof prepare>;

export function createMerge(db: Db): Merge {
  const statements = prepare(db);
  const labels = createLabels(db);
  return (look, seats) => mergeSeats(statements, labels, look, seats);
}

function mergeSeats(
  statements: Statements,
  labels: Labels,
  look: Look,
  seats: readonly SeatReading[],
): Merged {
  const held = seats.filter((seat) => seat.kind === 'held');
  const ids = [...new Set(held.map((seat) => seat.person.id))];
  const known = labels.find(ids);
  const rows = statements.listGrants.all({
    organisationId: look.organisationId,
    personIds: JSON.stringify(ids),
  });
  const grantsByKey = new Map(rows.map((row) => [keyOf(row.personId, row.grantedAt), row]));

  let moved = false;
  const grantIds = held.map((seat) => {
    labels.see(known, seat.person, look.at);
    const key = keyOf(seat.person.id, seat.grantedAt);
    const before = grantsByKey.get(key);
    const after = mergeGrant(statements, look, seat, before);
    if (movedForward(look, before, after)) moved = true;
    grantsByKey.set(key, after);
    return after.id;
  });
  return { grantIds, moved };
}

function keyOf(personId: number, grantedAt: Instant): string {
  return `${personId}@${grantedAt}`;
}

function movedForward(look: Look, before: GrantRow | undefined, after: GrantRow): boolean {
  if (before === undefined || before.firstReadId === look.readId) return false;
  if (after.lastActivityAt === null) return false;
  return before.lastActivityAt === null || after.lastActivityAt > before.lastActivityAt;
}

function mergeGrant(
  statements: Statements,
  look: Look,
  seat: HeldSeatReading,
  before: GrantRow | undefined,
): GrantRow {
  saveSigns(statements, look, seat, before);
  const values = before === undefined ? beginGrant(look, seat) : updateGrant(before, seat, look.at);
  if (before !== undefined && isSame(before, values)) return before;
  const saved = statements.saveGrant.get({
    ...values,
    organisationId: look.organisationId,
    personId: seat.person.id,
    grantedAt: seat.grantedAt,
  });
  if (saved === undefined) throw new Error('SQLite answered an upsert without its row');
  return saved;
}

/** Skips what the grant has shown before, which is nearly everything in nearly every read. */
function saveSigns(
  statements: Statements,
  look: Look,
  seat: HeldSeatReading,
  before: GrantRow | undefined,
): void {
  const who = { personId: seat.person.id, organisationId: look.organisationId, at: look.at };
  const { lastActivityAt, lastActivityEditor: editor, lastSignInAt } = seat;
  if (
    lastActivityAt !== undefined &&
    (lastActivityAt !== before?.lastActivityAt || (editor ?? null) !== before.lastActivityEditor)
  ) {
    statements.saveActivity.run({
      ...who,
      day: utcDayOf(lastActivityAt),
      activityAt: lastActivityAt,
      editor: editor ?? null,
    });
  }
  if (lastSignInAt !== undefined && lastSignInAt !== before?.lastSignInAt) {
    statements.saveSignIn.run({ ...who, day: utcDayOf(lastSignInAt), signInAt: lastSignInAt });
  }
}

function beginGrant(look: Look, seat: HeldSeatReading): GrantValues {
  return {
    ...describe(seat),
    plan: seat.plan,
    valuesAt: look.at,
    lastActivityAt: seat.lastActivityAt ?? null,
    lastActivityEditor: seat.lastActivityEditor ?? null,
    lastSignInAt: seat.lastSignInAt ?? null,
    firstSeenAt: look.at,
    firstReadId: look.readId ?? null,
    ...PRESENT,
  };
}

const PRESENT = { missedReads: 0, missedSince: null, missedReadId: null, endedAt: null } as const;

/** What a seat is at the moment, as opposed to what it has shown over time. */
function describe(seat: HeldSeatReading) {
  return {
    teamSlug: seat.team?.slug ?? null,
    teamName: seat.team?.name ?? null,
    teamUrl: seat.team?.url ?? null,
    pendingCancellation: seat.pendingCancellation ?? null,
  };
}

function updateGrant(before: GrantRow, seat: HeldSeatReading, at: Instant): GrantValues {
  const later = laterActivity(before, seat);
  const values: GrantValues = {
    ...before,
    ...later,
    lastSignInAt: latest(before.lastSignInAt, seat.lastSignInAt),
  };
  if (before.endedAt === null || !isOutdated(at, before.endedAt)) Object.assign(values, PRESENT);
  if (isOutdated(at, before.valuesAt)) return values;
  const now = { ...describe(seat), plan: seat.plan === 'unknown' ? before.plan : seat.plan };
  const changed = !isSame(before, now);
  return { ...values, ...now, valuesAt: changed ? at : before.valuesAt };
}

function laterActivity(before: GrantRow, seat: HeldSeatReading) {
  const { lastActivityAt: known, lastActivityEditor: knownEditor } = before;
  const read = seat.lastActivityAt;
  if (read === undefined || (known !== null && read < known)) {
    return { lastActivityAt: known, lastActivityEditor: knownEditor };
  }
  const editor = seat.lastActivityEditor ?? null;
  if (read === known) {
    return { lastActivityAt: known, lastActivityEditor: knownEditor ?? editor };
  }
  return { lastActivityAt: read, lastActivityEditor: editor };
}

function latest(known: Instant | null, read: Instant | undefined): Instant | null {
  if (read === undefined) return known;
  return known === null ? read : Math.max(known, read);
}

type Values = Readonly<Record<string, unknown>>;

function isSame(before: Values, after: Values): boolean {
  return Object.entries(after).every(([name, value]) => before[name] === value);
}
