/** What a complete read says about the grants it did not show. */
import { sql } from 'drizzle-orm';
import type { Instant } from '../core/seat.ts';
import { type Absence, planAbsences } from '../core/trust.ts';
import { breathe, type Db } from './connection.ts';
import { grants, type reads } from './schema.ts';

export interface ReadEndPlan {
  readonly missed: readonly Absence[];
  /** Grants that are over: gone, or replaced by a newer one of the same person. */
  readonly ended: readonly number[];
  readonly quarantined: boolean;
}

interface OpenGrant {
  readonly id: number;
  readonly personId: number;
  readonly grantedAt: Instant;
  readonly missedReads: number;
  readonly missedSince: Instant | null;
  readonly missedReadId: number | null;
}

const GRANTS_PER_CHUNK = 5000;

/** Plans without writing; reads the open grants in chunks that let others have their turn. */
export async function planReadEnd(
  db: Db,
  read: Pick<typeof reads.$inferSelect, 'id' | 'organisationId'>,
  present: ReadonlySet<number>,
  at: Instant,
): Promise<ReadEndPlan> {
  const open = await listOpenGrants(db, read.organisationId);
  const newest = newestPresent(open, present);
  const absent: OpenGrant[] = [];
  const replaced: number[] = [];
  for (const grant of open) {
    if (present.has(grant.id)) continue;
    // The same person's newer grant is there and this one is not: it was given anew.
    if ((newest.get(grant.personId) ?? grant.grantedAt) > grant.grantedAt) replaced.push(grant.id);
    else absent.push(grant);
  }
  const absences = absent.map((grant) => miss(grant, read.id, at));
  const { gone, quarantined } = planAbsences(absences, open.length, at);
  return { missed: absences, ended: [...replaced, ...gone], quarantined };
}

function miss(grant: OpenGrant, readId: number, at: Instant): Absence {
  const counted = grant.missedReadId === readId;
  return {
    grantId: grant.id,
    missedReads: counted ? grant.missedReads : grant.missedReads + 1,
    missedSince: grant.missedSince ?? at,
  };
}

function newestPresent(
  open: readonly OpenGrant[],
  present: ReadonlySet<number>,
): Map<number, Instant> {
  const newest = new Map<number, Instant>();
  for (const { id, personId, grantedAt } of open) {
    if (!present.has(id)) continue;
    const known = newest.get(personId);
    if (known === undefined || grantedAt > known) newest.set(personId, grantedAt);
  }
  return newest;
}

async function listOpenGrants(db: Db, organisationId: number): Promise<OpenGrant[]> {
  const chunk = db
    .select({
      id: grants.id,
      personId: grants.personId,
      grantedAt: grants.grantedAt,
      missedReads: grants.missedReads,
      missedSince: grants.missedSince,
      missedReadId: grants.missedReadId,
    })
    .from(grants)
    .where(
      sql`${grants.organisationId} = ${organisationId} and ${grants.endedAt} is null and ${grants.id} > ${sql.placeholder('after')}`,
    )
    .orderBy(grants.id)
    .limit(GRANTS_PER_CHUNK)
    .prepare();
  const open: OpenGrant[] = [];
  for (;;) {
    const rows = chunk.all({ after: open.at(-1)?.id ?? 0 });
    open.push(...rows);
    if (rows.length < GRANTS_PER_CHUNK) return open;
    await breathe();
  }
}
