/** Seats that GitHub lists without an assignee: nothing tells one from another, so they are replaced whole. */
import { eq } from 'drizzle-orm';
import type { NobodySeatReading, SeatReading } from '../core/seat.ts';
import type { Db } from './connection.ts';
import { nobodySeats } from './schema.ts';

/** Replaces the seats of one organisation, inside the caller's transaction, if they differ. */
export function replaceNobodySeats(
  db: Db,
  organisationId: number,
  seats: readonly SeatReading[],
): void {
  const wanted = seats.filter((seat) => seat.kind === 'nobody').map(toValues);
  const known = db
    .select({
      grantedAt: nobodySeats.grantedAt,
      plan: nobodySeats.plan,
      pendingCancellation: nobodySeats.pendingCancellation,
    })
    .from(nobodySeats)
    .where(eq(nobodySeats.organisationId, organisationId))
    .all();
  if (fingerprint(known) === fingerprint(wanted)) return;
  db.delete(nobodySeats).where(eq(nobodySeats.organisationId, organisationId)).run();
  for (const values of wanted) {
    db.insert(nobodySeats)
      .values({ organisationId, ...values })
      .run();
  }
}

type Values = ReturnType<typeof toValues>;

function toValues(seat: NobodySeatReading) {
  return {
    grantedAt: seat.grantedAt ?? null,
    plan: seat.plan,
    pendingCancellation: seat.pendingCancellation ?? null,
  };
}

function fingerprint(seats: readonly Values[]): string {
  return seats
    .map((seat) => JSON.stringify([seat.grantedAt, seat.plan, seat.pendingCancellation]))
    .toSorted()
    .join();
}
