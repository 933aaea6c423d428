/** Links by e-mail: made by evidence, never against what people decided, and ended when it has gone. */
import { and, desc, eq, isNotNull, or, sql } from 'drizzle-orm';
import type { Instant, Person, SlackPerson } from '../core/seat.ts';
import type { Audit } from './audit.ts';
import type { Db } from './connection.ts';
import { findForPerson, findForSlack, REFUSED, saveLink, writeLink } from './link-rows.ts';
import { isOpenRequest, isUnproven, type Link } from './link-store.ts';
import { auditDetails, audit as auditRows, people } from './schema.ts';

interface EmailPair {
  readonly slack: SlackPerson;
  readonly personId: number;
  /** An account that is known to be deactivated: its link makes room. */
  readonly insteadOf?: SlackPerson | undefined;
}

export function linkByEmail(db: Db, audit: Audit, pair: EmailPair, at: Instant): Link | undefined {
  const { slack, personId } = pair;
  const person = findPerson(db, personId);
  const holder = findForPerson(db, personId);
  const isTaken = holder !== undefined && !isSame(holder.slack, pair.insteadOf);
  if (person === undefined || isTaken || isDecided(db, pair, at)) return undefined;
  if (holder !== undefined) end(db, audit, holder, { outcome: 'account deactivated', at });
  const link = saveLink(db, {
    slack,
    person,
    state: 'linked',
    how: 'email',
    askedAt: at,
    decidedBy: undefined,
    decidedAt: at,
  });
  writeLink(
    audit,
    link,
    { action: 'link-decided', by: undefined, outcome: 'linked by e-mail' },
    at,
  );
  return link;
}

/** Whether people have said otherwise: this Slack account is linked, asks for another login, or was parted. */
function isDecided(db: Db, { slack, personId }: EmailPair, at: Instant): boolean {
  const before = findForSlack(db, slack);
  if (before === undefined) return wasEnded(db, slack, personId);
  const isAbout = before.person.id === personId;
  return (
    before.state === 'linked' ||
    (!isAbout && isOpenRequest(before, at)) ||
    (isAbout && before.state === 'refused' && !isUnproven(before)) ||
    wasEnded(db, slack, personId)
  );
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
        // What ended without anybody's wish parts nobody.
        or(
          eq(auditRows.action, 'link-decided'),
          and(eq(auditRows.action, 'link-ended'), isNotNull(auditRows.byUser)),
        ),
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

export function endForWantOfEvidence(db: Db, audit: Audit, link: Link, at: Instant): void {
  const before = findForSlack(db, link.slack);
  const isInForce =
    before?.state === 'linked' && before.how === 'email' && before.person.id === link.person.id;
  if (isInForce) end(db, audit, before, { outcome: 'no common address', at });
}

function end(
  db: Db,
  audit: Audit,
  link: Link,
  { outcome, at }: { readonly outcome: string; readonly at: Instant },
): void {
  saveLink(db, { ...link, state: 'refused', decidedBy: undefined, decidedAt: at });
  writeLink(audit, link, { action: 'link-ended', by: undefined, outcome }, at);
}

function isSame(one: SlackPerson, other: SlackPerson | undefined): boolean {
  return one.userId === other?.userId && one.teamId === other.teamId;
}
