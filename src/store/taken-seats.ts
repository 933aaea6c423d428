/** Seats that removals took, with the other seats of the same people, for what was saved. */
import { and, eq, inArray, sql } from 'drizzle-orm';
import type { TakenSeat } from '../core/savings.ts';
import type { Day } from '../core/seat.ts';
import type { Db } from './connection.ts';
import { grants, removals } from './schema.ts';
import { utcDayOf } from './time.ts';

export function listTaken(db: Db, since: Day): TakenSeat[] {
  const taken = db
    .select()
    .from(removals)
    .where(and(eq(removals.state, 'removed'), eq(removals.mode, 'on')))
    .all()
    .map((row) => ({ row, endsOn: row.lastDay ?? utcDayOf(row.endedAt ?? row.claimedAt) }))
    .filter(({ endsOn }) => endsOn >= since);
  const held = listHeld(db, [...new Set(taken.map(({ row }) => row.personId))]);
  return taken.map(({ row, endsOn }) => ({
    personId: row.personId,
    organisationId: row.organisationId,
    endsOn,
    price: row.price,
    currency: row.currency,
    otherSeats: (held.get(row.personId) ?? [])
      .filter((one) => one.organisationId !== row.organisationId || one.grantedAt !== row.grantedAt)
      .map(({ grantedAt, pendingCancellation, endedAt }) => ({
        from: grantedAt,
        until: findEnd(pendingCancellation, endedAt),
      })),
  }));
}

type HeldRow = Pick<
  typeof grants.$inferSelect,
  'personId' | 'organisationId' | 'grantedAt' | 'pendingCancellation' | 'endedAt'
>;

function listHeld(db: Db, people: readonly number[]): Map<number, HeldRow[]> {
  const rows = db
    .select({
      personId: grants.personId,
      organisationId: grants.organisationId,
      grantedAt: grants.grantedAt,
      pendingCancellation: grants.pendingCancellation,
      endedAt: grants.endedAt,
    })
    .from(grants)
    .where(inArray(grants.personId, sql`(select value from json_each(${JSON.stringify(people)}))`))
    .all();
  const held = new Map<number, HeldRow[]>();
  for (const row of rows) held.set(row.personId, [...(held.get(row.personId) ?? []), row]);
  return held;
}

/** An ended seat is seen to be gone some reads later, so the day that GitHub set is nearer the truth. */
function findEnd(pendingCancellation: Day | null, endedAt: number | null): number | undefined {
  const ends = [
    ...(pendingCancellation === null ? [] : [Date.parse(pendingCancellation)]),
    ...(endedAt === null ? [] : [endedAt]),
  ];
  return ends.length === 0 ? undefined : Math.min(...ends);
}
