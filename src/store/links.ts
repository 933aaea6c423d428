/** Links between Slack accounts and GitHub people: one a Slack account, one in force a person. */
import { and, asc, desc, eq, gte, inArray, sql } from 'drizzle-orm';
import type { Instant, Person, SlackPerson } from '../core/seat.ts';
import type { Audit } from './audit.ts';
import type { AuditAction } from './audit-store.ts';
import { type Db, inTransaction } from './connection.ts';
import { ERASED_LOGIN } from './labels.ts';
import {
  isOpenRequest,
  type Link,
  type LinkDecision,
  type LinkRequestResult,
  type LinkStore,
  type Pair,
} from './link-store.ts';
import { auditDetails, audit as auditRows, links, people } from './schema.ts';

type LinkRow = typeof links.$inferSelect;

/** The outcome of a request that was not confirmed, as the log keeps it. */
const REFUSED = 'link refused';

export function createLinkStore(db: Db, audit: Audit): LinkStore {
  return {
    async findForSlack(slack) {
      return findForSlack(db, slack);
    },
    async findForPerson(personId) {
      return findForPerson(db, personId);
    },
    async listRequests(since) {
      return listWhere(db, and(eq(links.state, 'requested'), gte(links.askedAt, since)));
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

function listWhere(db: Db, where: ReturnType<typeof and>): Link[] {
  return db
    .select({ row: links, login: people.login })
    .from(links)
    .leftJoin(people, eq(people.id, links.personId))
    .where(where)
    .orderBy(asc(links.askedAt), asc(links.userId))
    .all()
    .map(({ row, login }) => toLink(row, login));
}

function toLink(row: LinkRow, login: string | null): Link {
  const { decidedByTeam: teamId, decidedByUser: userId } = row;
  return {
    slack: { teamId: row.teamId, userId: row.userId },
    person: { id: row.personId, login: login ?? ERASED_LOGIN },
    state: row.state,
    how: row.how,
    askedAt: row.askedAt,
    decidedBy: teamId === null || userId === null ? undefined : { teamId, userId },
    decidedAt: row.decidedAt ?? undefined,
  };
}

function ofSlack({ teamId, userId }: SlackPerson) {
  return and(eq(links.teamId, teamId), eq(links.userId, userId));
}

function findForSlack(db: Db, slack: SlackPerson): Link | undefined {
  return listWhere(db, ofSlack(slack))[0];
}

function findForPerson(db: Db, personId: number): Link | undefined {
  return listWhere(db, and(eq(links.personId, personId), eq(links.state, 'linked')))[0];
}

function request(db: Db, audit: Audit, { slack, person }: Pair, at: Instant): LinkRequestResult {
  const before = findForSlack(db, slack);
  if (before?.state === 'linked') return { kind: 'linked', link: before };
  if (findForPerson(db, person.id) !== undefined) return { kind: 'taken' };
  if (before !== undefined && isOpenRequest(before, at) && before.person.id === person.id) {
    return { kind: 'asked-before', link: before };
  }
  const link = save(db, {
    slack,
    person,
    state: 'requested',
    how: 'approved',
    askedAt: at,
    decidedBy: undefined,
    decidedAt: undefined,
  });
  write(audit, link, { action: 'link-requested', by: slack, outcome: 'requested' }, at);
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
  const link = save(db, { ...before, state, decidedBy: by, decidedAt: at });
  write(audit, link, { action: 'link-decided', by, outcome: approve ? 'linked' : REFUSED }, at);
  return { kind: 'decided', link };
}

function linkByEmail(
  db: Db,
  audit: Audit,
  { slack, personId }: { readonly slack: SlackPerson; readonly personId: number },
  at: Instant,
): Link | undefined {
  const before = findForSlack(db, slack);
  const asksForOther =
    before !== undefined && isOpenRequest(before, at) && before.person.id !== personId;
  const isSettled =
    before?.state === 'linked' ||
    (before?.state === 'refused' && before.person.id === personId) ||
    asksForOther ||
    wasEnded(db, slack, personId) ||
    findForPerson(db, personId) !== undefined;
  const person = findPerson(db, personId);
  if (isSettled || person === undefined) return undefined;
  const link = save(db, {
    slack,
    person,
    state: 'linked',
    how: 'email',
    askedAt: at,
    decidedBy: undefined,
    decidedAt: at,
  });
  write(audit, link, { action: 'link-decided', by: undefined, outcome: 'linked by e-mail' }, at);
  return link;
}

/** The row of a Slack account may speak of somebody else by now, so the log is what remembers. */
function wasEnded(db: Db, { teamId, userId }: SlackPerson, personId: number): boolean {
  const last = db
    .select({ action: auditRows.action, outcome: auditRows.outcome })
    .from(auditRows)
    .innerJoin(auditDetails, eq(auditDetails.seq, auditRows.seq))
    .where(
      and(
        eq(auditRows.personId, personId),
        inArray(auditRows.action, ['link-decided', 'link-ended']),
        sql`json_extract(${auditDetails.json}, '$.detail.slackTeam') = ${teamId}`,
        sql`json_extract(${auditDetails.json}, '$.detail.slackUser') = ${userId}`,
      ),
    )
    .orderBy(desc(auditRows.seq))
    .limit(1)
    .get();
  return last !== undefined && (last.action === 'link-ended' || last.outcome === REFUSED);
}

function findPerson(db: Db, personId: number): Person | undefined {
  return db
    .select({ id: people.id, login: people.login })
    .from(people)
    .where(eq(people.id, personId))
    .get();
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
  save(db, { ...before, state: 'refused', decidedBy: by, decidedAt: at });
  write(audit, before, { action: 'link-ended', by, outcome: 'ended' }, at);
  return before;
}

function save(db: Db, link: Link): Link {
  const values = {
    personId: link.person.id,
    state: link.state,
    how: link.how,
    askedAt: link.askedAt,
    decidedByTeam: link.decidedBy?.teamId ?? null,
    decidedByUser: link.decidedBy?.userId ?? null,
    decidedAt: link.decidedAt ?? null,
  };
  db.delete(links).where(ofSlack(link.slack)).run();
  db.insert(links)
    .values({ ...link.slack, ...values })
    .run();
  return link;
}

interface Step {
  readonly action: AuditAction;
  readonly by: SlackPerson | undefined;
  readonly outcome: string;
}

function write(audit: Audit, { slack, person }: Link, step: Step, at: Instant): void {
  audit.append(
    {
      ...step,
      person,
      organisation: undefined,
      removalId: undefined,
      detail: { slackTeam: slack.teamId, slackUser: slack.userId },
    },
    at,
  );
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
