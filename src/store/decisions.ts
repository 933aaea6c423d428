/** The log as people read it: a decision is one entry, however many rows it took. */
import {
  and,
  asc,
  eq,
  gt,
  gte,
  inArray,
  isNotNull,
  lt,
  min,
  not,
  or,
  type SQL,
  sql,
} from 'drizzle-orm';
import { listAudit } from './audit.ts';
import type { AuditRecord, AuditStore, DecisionPage } from './audit-store.ts';
import type { Db } from './connection.ts';
import { audit } from './schema.ts';

export function createDecisions(db: Db): Pick<AuditStore, 'listDecisions'> {
  return {
    async listDecisions({ limit, before }) {
      return listDecisions(db, limit, before);
    },
  };
}

/** What came of an earlier decision; a seat that was given back on GitHub is a decision of somebody there. */
const IS_END = or(
  inArray(audit.action, ['removal-ended', 'colleague-told']),
  and(eq(audit.action, 'undo-ended'), isNotNull(audit.byUser)),
);

function listDecisions(db: Db, limit: number, before: number | undefined): DecisionPage {
  const isDecision = not(IS_END ?? sql`0`);
  const isEarlier = before === undefined ? undefined : lt(audit.seq, before);
  const found = listAudit(db, and(isDecision, isEarlier), limit + 1);
  const shown = found.slice(0, limit);
  const oldest = shown.at(-1);
  return {
    decisions: shown.map((record) => ({ ...record, end: findEnd(db, record) })),
    olderBefore: found.length > limit ? oldest?.seq : undefined,
    newer: before === undefined ? undefined : findNewerPage(db, isDecision, before, limit),
  };
}

/** The page that ends where the one before `seq` begins. */
function findNewerPage(db: Db, isDecision: SQL, seq: number, limit: number): DecisionPage['newer'] {
  const following = db
    .select({ seq: audit.seq })
    .from(audit)
    .where(and(isDecision, gte(audit.seq, seq)))
    .orderBy(asc(audit.seq))
    .limit(limit + 1)
    .all();
  return following.length === 0 ? undefined : { before: following[limit]?.seq };
}

const ENDS = new Map<AuditRecord['action'], AuditRecord['action']>([
  ['removal-claimed', 'removal-ended'],
  ['undo-claimed', 'undo-ended'],
]);

function findEnd(db: Db, { action, removalId, seq }: AuditRecord): AuditRecord | undefined {
  const end = ENDS.get(action);
  if (end === undefined || removalId === undefined) return undefined;
  const where = and(eq(audit.removalId, removalId), eq(audit.action, end), gt(audit.seq, seq));
  const first = db
    .select({ seq: min(audit.seq) })
    .from(audit)
    .where(where)
    .get();
  return first?.seq ? listAudit(db, eq(audit.seq, first.seq), 1)[0] : undefined;
}
