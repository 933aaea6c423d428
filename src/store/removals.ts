/** The life of a removal on disk: each step is one transaction that also writes its audit row. */
import { and, eq, inArray } from 'drizzle-orm';
import type { Instant, SlackPerson } from '../core/seat.ts';
import type { Audit } from './audit.ts';
import type { AuditAction } from './audit-store.ts';
import { type Db, inTransaction } from './connection.ts';
import { findKept, saveKept } from './kept.ts';
import {
  findLiveOfGrant,
  findNewestOfGrant,
  findRemoval,
  findUnderWay,
  listContradicted,
  listOfPerson,
  listUnsettled,
  listUntold,
} from './removal-rows.ts';
import { removalEvidence, removals } from './schema.ts';
import type {
  ClaimResult,
  GitHubTrace,
  Removal,
  RemovalClaim,
  RemovalEnd,
  RemovalState,
  RemovalStore,
} from './store.ts';
import { listTaken } from './taken-seats.ts';
import { toIso } from './time.ts';

type UndoEnd = Parameters<RemovalStore['settleUndo']>[1];

export function createRemovalStore(db: Db, audit: Audit): RemovalStore {
  return {
    async claim(claim, at) {
      return inTransaction(db, () => claimRemoval(db, audit, claim, at));
    },
    async markSent(id, at) {
      return move(db, { id, from: ['claimed'] }, { state: 'sent', sentAt: at });
    },
    async settle(id, end, trace, at) {
      return inTransaction(db, () => settle(db, audit, { id, end, trace, at }));
    },
    async claimUndo(id, by, at) {
      return inTransaction(db, () => claimUndo(db, audit, { id, by, at }));
    },
    async settleUndo(id, end, trace, at) {
      return inTransaction(db, () => settleUndo(db, audit, { id, end, trace, at }));
    },
    async find(id) {
      return findRemoval(db, id);
    },
    async findForGrant(grant) {
      return findNewestOfGrant(db, grant);
    },
    async listForPerson(personId) {
      return listOfPerson(db, personId);
    },
    async listUnsettled() {
      return listUnsettled(db);
    },
    async listContradicted() {
      return listContradicted(db);
    },
    async markRestored(id, at) {
      return inTransaction(db, () => markRestored(db, audit, id, at));
    },
    async listTaken(since) {
      return listTaken(db, since);
    },
    async listUntold() {
      return listUntold(db);
    },
    async markTold(id) {
      db.update(removals).set({ told: true }).where(eq(removals.id, id)).run();
    },
  };
}

/** The unique indices say the same; asking first gives the caller the removal that is in the way. */
function claimRemoval(db: Db, audit: Audit, claim: RemovalClaim, at: Instant): ClaimResult {
  const same = findRemoval(db, claim.id) ?? findLiveOfGrant(db, claim.grant);
  if (same !== undefined) return { kind: 'already', removal: same };
  const other = findUnderWay(db, claim.organisation.id);
  if (other !== undefined) return { kind: 'busy', removal: other };
  db.insert(removals)
    .values({
      id: claim.id,
      ...claim.grant,
      state: 'claimed',
      mode: claim.mode,
      byTeam: claim.by.teamId,
      byUser: claim.by.userId,
      claimedAt: at,
      price: claim.price,
      currency: claim.currency,
    })
    .run();
  db.insert(removalEvidence).values({ removalId: claim.id, evidence: claim.evidence }).run();
  const removal = findKnown(db, claim.id);
  const { mode, price, currency, evidence } = claim;
  const entry = { action: 'removal-claimed' as const, by: claim.by, outcome: 'claimed' };
  writeAudit(audit, removal, { ...entry, detail: { mode, price, currency, evidence } }, at);
  return { kind: 'claimed', removal };
}

interface Settling<End> {
  readonly id: string;
  readonly end: End;
  readonly trace: GitHubTrace;
  readonly at: Instant;
}

function settle(db: Db, audit: Audit, { id, end, trace, at }: Settling<RemovalEnd>): boolean {
  const values = {
    state: end.state,
    endedAt: at,
    told: false,
    lastDay: end.state === 'removed' ? (end.lastDay ?? null) : null,
    detail: 'detail' in end ? end.detail : null,
  };
  if (!move(db, { id, from: ['claimed', 'sent'] }, values)) return false;
  const removal = findKnown(db, id);
  const entry = { action: 'removal-ended' as const, by: removal.by, outcome: end.state };
  writeAudit(audit, removal, { ...entry, detail: { ...end, github: trace } }, at);
  return true;
}

function claimUndo(
  db: Db,
  audit: Audit,
  { id, by, at }: { readonly id: string; readonly by: SlackPerson; readonly at: Instant },
): ClaimResult {
  const before = findKnown(db, id);
  if (before.state !== 'removed') return { kind: 'already', removal: before };
  const other = findUnderWay(db, before.organisation.id);
  if (other !== undefined) return { kind: 'busy', removal: other };
  move(
    db,
    { id, from: ['removed'] },
    {
      state: 'undo-sent',
      undoByTeam: by.teamId,
      undoByUser: by.userId,
      undoAt: at,
      undoDetail: null,
    },
  );
  const removal = findKnown(db, id);
  const entry = { action: 'undo-claimed' as const, by, outcome: 'claimed' };
  writeAudit(audit, removal, { ...entry, detail: {} }, at);
  return { kind: 'claimed', removal };
}

function settleUndo(db: Db, audit: Audit, settling: Settling<UndoEnd>): boolean {
  const { id, end, trace, at } = settling;
  const undoDetail = end.state === 'removed' ? end.detail : null;
  const values = { state: end.state, undoDetail, told: false };
  if (!move(db, { id, from: ['undo-sent'] }, values)) return false;
  const removal = findKnown(db, id);
  if (end.state === 'undone') keepAfterUndo(db, removal, end.keptUntil, at);
  const undone = end.state === 'undone';
  writeAudit(
    audit,
    removal,
    {
      action: 'undo-ended',
      by: removal.undo?.by,
      outcome: undone ? 'undone' : 'not undone',
      detail: undone
        ? { keptUntil: toIso(end.keptUntil), github: trace }
        : { detail: end.detail, github: trace },
    },
    at,
  );
  return true;
}

function markRestored(db: Db, audit: Audit, id: string, at: Instant): boolean {
  const detail = 'The seat was given back on GitHub.';
  if (!move(db, { id, from: ['removed'] }, { state: 'undone', detail, told: true })) return false;
  const entry = { action: 'undo-ended' as const, by: undefined, outcome: 'restored on GitHub' };
  writeAudit(audit, findKnown(db, id), { ...entry, detail: {} }, at);
  return true;
}

/** An exemption that lasts longer than the undo's own stays as it is. */
function keepAfterUndo(db: Db, removal: Removal, until: Instant, at: Instant): void {
  const kept = findKept(db, removal.person.id);
  if (kept !== undefined && (kept.until === undefined || kept.until >= until)) return;
  const by = removal.undo?.by ?? removal.by;
  saveKept(db, removal.person, { until, by, madeAt: at, reason: undefined });
}

/** Answers whether the removal was in one of the states to move from. */
function move(
  db: Db,
  { id, from }: { readonly id: string; readonly from: readonly RemovalState[] },
  values: Partial<typeof removals.$inferInsert>,
): boolean {
  const { changes } = db
    .update(removals)
    .set(values)
    .where(and(eq(removals.id, id), inArray(removals.state, from)))
    .run();
  return changes === 1;
}

function findKnown(db: Db, id: string): Removal {
  const removal = findRemoval(db, id);
  if (removal === undefined) throw new Error(`there is no removal ${id}`);
  return removal;
}

interface Step {
  readonly action: AuditAction;
  readonly by: SlackPerson | undefined;
  readonly outcome: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

function writeAudit(audit: Audit, removal: Removal, step: Step, at: Instant): void {
  const { organisation, person, id: removalId } = removal;
  audit.append({ ...step, organisation, person, removalId }, at);
}
