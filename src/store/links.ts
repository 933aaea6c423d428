/** Links between Slack accounts and GitHub people: one a Slack account, one in force a person. */
import { and, eq, gte } from 'drizzle-orm';
import type { Instant, SlackPerson } from '../core/seat.ts';
import type { Audit } from './audit.ts';
import { type Db, inTransaction } from './connection.ts';
import { endForWantOfEvidence, linkByEmail } from './email-links.ts';
import {
  findForPerson,
  findForSlack,
  listLinks,
  REFUSED,
  saveLink,
  writeLink,
} from './link-rows.ts';
import {
  isOpenRequest,
  type Link,
  type LinkDecision,
  type LinkRequestResult,
  type LinkStore,
  type Pair,
  REQUEST_PAUSE_MS,
} from './link-store.ts';
import { audit as auditRows, links } from './schema.ts';

export function createLinkStore(db: Db, audit: Audit): LinkStore {
  return {
    async findForSlack(slack) {
      return findForSlack(db, slack);
    },
    async findForPerson(personId) {
      return findForPerson(db, personId);
    },
    async listRequests(since) {
      return listLinks(db, and(eq(links.state, 'requested'), gte(links.askedAt, since)));
    },
    async request(pair, at) {
      return inTransaction(db, () => request(db, audit, pair, at));
    },
    async decide(pair, verdict, at) {
      return inTransaction(db, () => decide(db, audit, { ...pair, ...verdict }, at));
    },
    async linkByEmail(pair, at) {
      return inTransaction(db, () => linkByEmail(db, audit, pair, at));
    },
    async endForWantOfEvidence(link, at) {
      inTransaction(db, () => endForWantOfEvidence(db, audit, link, at));
    },
    async unlink(slack, by, at) {
      return inTransaction(db, () => unlink(db, audit, { slack, by }, at));
    },
    async claimTelling(removal, { of, to }, at) {
      return inTransaction(db, () => {
        if (hasTold(db, removal.id, of)) return false;
        const { person, organisation, id: removalId } = removal;
        audit.append(
          {
            action: 'colleague-told',
            by: undefined,
            organisation,
            person,
            removalId,
            outcome: of,
            detail: { slackTeam: to.teamId, slackUser: to.userId },
          },
          at,
        );
        return true;
      });
    },
    async hasTold(removalId, of) {
      return hasTold(db, removalId, of);
    },
  };
}

function request(db: Db, audit: Audit, { slack, person }: Pair, at: Instant): LinkRequestResult {
  const before = findForSlack(db, slack);
  if (before?.state === 'linked') return { kind: 'linked', link: before };
  if (findForPerson(db, person.id) !== undefined) return { kind: 'taken' };
  if (before !== undefined && isOpenRequest(before, at) && before.person.id === person.id) {
    return { kind: 'asked-before', link: before };
  }
  const until = before?.how === 'approved' ? before.askedAt + REQUEST_PAUSE_MS : at;
  if (before !== undefined && at < until) return { kind: 'too-soon', link: before, until };
  const link = saveLink(db, {
    slack,
    person,
    state: 'requested',
    how: 'approved',
    askedAt: at,
    decidedBy: undefined,
    decidedAt: undefined,
  });
  writeLink(audit, link, { action: 'link-requested', by: slack, outcome: 'requested' }, at);
  return { kind: 'requested', link };
}

interface Verdict extends Pair {
  readonly askedAt: Instant;
  readonly approve: boolean;
  readonly by: SlackPerson;
}

function decide(db: Db, audit: Audit, verdict: Verdict, at: Instant): LinkDecision {
  const { slack, person, askedAt, approve, by } = verdict;
  const before = findForSlack(db, slack);
  const isOpen =
    before?.state === 'requested' && before.person.id === person.id && before.askedAt === askedAt;
  if (!isOpen) return { kind: 'not-open', link: before };
  if (approve && findForPerson(db, person.id) !== undefined) return { kind: 'taken' };
  const state = approve ? 'linked' : 'refused';
  const link = saveLink(db, { ...before, state, decidedBy: by, decidedAt: at });
  writeLink(audit, link, { action: 'link-decided', by, outcome: approve ? 'linked' : REFUSED }, at);
  return { kind: 'decided', link };
}

/** The row stays as a refusal, so that the same e-mail does not link the two again by itself. */
function unlink(
  db: Db,
  audit: Audit,
  { slack, by }: { readonly slack: SlackPerson; readonly by: SlackPerson },
  at: Instant,
): Link | undefined {
  const before = findForSlack(db, slack);
  if (before === undefined || before.state === 'refused') return undefined;
  saveLink(db, { ...before, state: 'refused', decidedBy: by, decidedAt: at });
  writeLink(audit, before, { action: 'link-ended', by, outcome: 'ended' }, at);
  return before;
}

function hasTold(db: Db, removalId: string, of: 'removed' | 'undone'): boolean {
  const found = db
    .select({ seq: auditRows.seq })
    .from(auditRows)
    .where(
      and(
        eq(auditRows.removalId, removalId),
        eq(auditRows.action, 'colleague-told'),
        eq(auditRows.outcome, of),
      ),
    )
    .get();
  return found !== undefined;
}
