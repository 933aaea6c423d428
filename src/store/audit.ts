/**
 * The log that can only grow. A row holds ids and a salted hash and is chained to the row before it;
 * names and evidence stand beside it and can be erased without breaking the chain, because the salt
 * goes with them and the hash then tells nothing.
 */
import { createHash, randomBytes } from 'node:crypto';
import { asc, desc, eq, getTableColumns, gt, lt, type SQL, sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Instant } from '../core/seat.ts';
import type { AuditEntry, AuditRecord, AuditStore } from './audit-store.ts';
import { canonicalJson } from './canonical-json.ts';
import { breathe, type Db, inTransaction } from './connection.ts';
import { ERASED_LOGIN } from './labels.ts';
import { audit, auditDetails, organisations } from './schema.ts';

type AuditRow = typeof audit.$inferSelect;
type DetailRow = typeof auditDetails.$inferSelect;

/** What the first row is chained to. */
const GENESIS = '0'.repeat(64);

const ROWS_PER_CHUNK = 2000;

const storedDetailSchema = z.object({
  login: z.string().optional(),
  organisation: z.string().optional(),
  detail: z.record(z.string(), z.unknown()),
});

export interface Audit {
  /** Appends inside the caller's transaction. */
  append(entry: AuditEntry, at: Instant): void;
}

export function createAudit(db: Db): Audit {
  return {
    append(entry, at) {
      append(db, entry, at);
    },
  };
}

export function createAuditStore(db: Db, appender: Audit): Omit<AuditStore, 'listDecisions'> {
  return {
    async append(entry, at) {
      inTransaction(db, () => {
        appender.append(entry, at);
      });
    },
    async list({ limit, before }) {
      const where = before === undefined ? undefined : lt(audit.seq, before);
      return listAudit(db, where, limit);
    },
    async findBreak() {
      return findBreak(db);
    },
  };
}

function append(db: Db, entry: AuditEntry, at: Instant): void {
  const last = db
    .select({ seq: audit.seq, hash: audit.hash })
    .from(audit)
    .orderBy(desc(audit.seq))
    .limit(1)
    .get();
  const salt = randomBytes(16).toString('hex');
  const json = canonicalJson({
    login: entry.person?.login,
    organisation: entry.organisation?.login,
    detail: entry.detail,
  });
  const row = {
    seq: (last?.seq ?? 0) + 1,
    at,
    ...columnsOf(entry),
    detailHash: sha256(salt + json),
    prevHash: last?.hash ?? GENESIS,
  };
  db.insert(audit)
    .values({ ...row, hash: hashOf(row) })
    .run();
  db.insert(auditDetails).values({ seq: row.seq, salt, json }).run();
}

function columnsOf({ action, by, organisation, person, removalId, outcome }: AuditEntry) {
  return {
    action,
    byTeam: by?.teamId ?? null,
    byUser: by?.userId ?? null,
    organisationId: organisation?.id ?? null,
    personId: person?.id ?? null,
    removalId: removalId ?? null,
    outcome,
  };
}

/** Newest first. */
export function listAudit(db: Db, where: SQL | undefined, limit: number): AuditRecord[] {
  return db
    .select({ row: audit, detail: auditDetails, organisation: organisations.login })
    .from(audit)
    .leftJoin(auditDetails, eq(auditDetails.seq, audit.seq))
    .leftJoin(organisations, eq(organisations.id, audit.organisationId))
    .where(where)
    .orderBy(desc(audit.seq))
    .limit(limit)
    .all()
    .map(({ row, detail, organisation }) => toRecord(row, detail, organisation));
}

/** Everything in the row but its own hash, the hash before it included. */
function hashOf(row: Omit<AuditRow, 'hash'>): string {
  return sha256(
    JSON.stringify([
      row.prevHash,
      row.seq,
      row.at,
      row.action,
      row.byTeam,
      row.byUser,
      row.organisationId,
      row.personId,
      row.removalId,
      row.outcome,
      row.detailHash,
    ]),
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function toRecord(
  row: AuditRow,
  detailRow: DetailRow | null,
  organisationLogin: string | null,
): AuditRecord {
  const stored =
    detailRow === null ? { detail: {} } : storedDetailSchema.parse(JSON.parse(detailRow.json));
  const { byTeam, byUser, organisationId, personId } = row;
  return {
    seq: row.seq,
    at: row.at,
    action: row.action,
    by: byTeam === null || byUser === null ? undefined : { teamId: byTeam, userId: byUser },
    organisation:
      organisationId === null
        ? undefined
        : { id: organisationId, login: stored.organisation ?? organisationLogin ?? ERASED_LOGIN },
    person: personId === null ? undefined : { id: personId, login: stored.login ?? ERASED_LOGIN },
    removalId: row.removalId ?? undefined,
    outcome: row.outcome,
    detail: stored.detail,
  };
}

/**
 * An edited, deleted or reordered row breaks the chain; a cut-off tail shows in the counter that
 * SQLite keeps for the table. A detail may be missing (erased) but never differ.
 */
async function findBreak(db: Db): Promise<number | undefined> {
  const chunk = db
    .select({ ...getTableColumns(audit), detail: auditDetails })
    .from(audit)
    .leftJoin(auditDetails, eq(auditDetails.seq, audit.seq))
    .where(gt(audit.seq, sql.placeholder('after')))
    .orderBy(asc(audit.seq))
    .limit(ROWS_PER_CHUNK)
    .prepare();
  let last = { seq: 0, hash: GENESIS };
  for (;;) {
    const rows = chunk.all({ after: last.seq });
    for (const row of rows) {
      if (!follows(row, row.detail, last)) return last.seq + 1;
      last = row;
    }
    if (rows.length < ROWS_PER_CHUNK) break;
    await breathe();
  }
  const counter = db.get<{ seq: number } | undefined>(
    sql`select seq from sqlite_sequence where name = 'audit'`,
  );
  return (counter?.seq ?? 0) > last.seq ? last.seq + 1 : undefined;
}

function follows(
  row: AuditRow,
  detail: DetailRow | null,
  last: { readonly seq: number; readonly hash: string },
): boolean {
  return (
    row.seq === last.seq + 1 &&
    row.prevHash === last.hash &&
    row.hash === hashOf(row) &&
    (detail === null || row.detailHash === sha256(detail.salt + detail.json))
  );
}
