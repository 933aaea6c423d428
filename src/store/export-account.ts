/**
 * What a Slack account did, as plain JSON. What one did to others says who, what, on which day and what
 * came of it; reasons, evidence and days of use are theirs.
 */
import { and, asc, eq, inArray, isNull, ne, or, sql } from 'drizzle-orm';
import type { SlackPerson } from '../core/seat.ts';
import type { Db } from './connection.ts';
import { auditNames, exportActor, exportActorOf, isBy, isoOrUndefined } from './export-values.ts';
import {
  audit,
  auditDetails,
  digestSchedules,
  digestSlots,
  digestTellings,
  keptPeople,
  links,
  organisations,
  people,
  removals,
} from './schema.ts';
import { toIso, utcDayOf } from './time.ts';

/** A Slack account, and the person it is linked to, whose own records are told elsewhere. */
export interface Account {
  readonly slack: SlackPerson;
  readonly personId: number | undefined;
}

export function exportAccount(db: Db, account: Account) {
  const { slack } = account;
  return {
    slackAccount: exportActor(slack),
    ownLink: exportOwnLink(db, account),
    linkSteps: exportLinkSteps(db, account),
    keptByOneself: exportKeptFor(db, account),
    removalsByOneself: exportRemovalsOf(db, account),
    linksDecidedByOneself: exportLinksDecided(db, account),
    digestsSetUp: exportSchedules(db, slack),
    digestsAskedFor: exportSlots(db, slack),
    digestsToldOf: exportTellings(db, slack),
    doneByOneself: exportDone(db, account),
  };
}

/** -1 is nobody's id, so that everything is somebody else's where no link is known. */
function ownId({ personId }: Account): number {
  return personId ?? -1;
}

/** The request or refusal of an account that is not linked; a link in force stands with the person. */
function exportOwnLink(db: Db, { slack, personId }: Account) {
  const row = db
    .select()
    .from(links)
    .where(and(eq(links.teamId, slack.teamId), eq(links.userId, slack.userId)))
    .get();
  if (row === undefined || row.personId === personId) return undefined;
  return {
    githubId: row.personId,
    state: row.state,
    how: row.how,
    askedAt: toIso(row.askedAt),
    decidedAt: isoOrUndefined(row.decidedAt),
    decidedBy: exportActorOf(row.decidedByTeam, row.decidedByUser),
  };
}

/** What the log says of this account's links to others than the person it is linked to. */
function exportLinkSteps(db: Db, account: Account) {
  const { teamId, userId } = account.slack;
  return db
    .select({ row: audit, ...auditNames })
    .from(audit)
    .innerJoin(auditDetails, eq(auditDetails.seq, audit.seq))
    .where(
      and(
        inArray(audit.action, ['link-requested', 'link-decided', 'link-ended', 'colleague-told']),
        ne(audit.personId, ownId(account)),
        sql`json_extract(${auditDetails.json}, '$.detail.slackTeam') = ${teamId}`,
        sql`json_extract(${auditDetails.json}, '$.detail.slackUser') = ${userId}`,
      ),
    )
    .orderBy(asc(audit.seq))
    .all()
    .map(({ row, login }) => ({
      at: toIso(row.at),
      action: row.action,
      by: exportActorOf(row.byTeam, row.byUser),
      login: login ?? undefined,
      outcome: row.outcome,
    }));
}

function exportKeptFor(db: Db, account: Account) {
  const { teamId, userId } = account.slack;
  return db
    .select({ kept: keptPeople, login: people.login })
    .from(keptPeople)
    .innerJoin(people, eq(people.id, keptPeople.personId))
    .where(
      and(
        eq(keptPeople.byTeam, teamId),
        eq(keptPeople.byUser, userId),
        ne(keptPeople.personId, ownId(account)),
      ),
    )
    .orderBy(asc(keptPeople.madeAt))
    .all()
    .map(({ kept, login }) => ({
      day: utcDayOf(kept.madeAt),
      login,
      until: kept.until === null ? undefined : utcDayOf(kept.until),
    }));
}

function exportRemovalsOf(db: Db, account: Account) {
  const { teamId, userId } = account.slack;
  const isTheirs = and(eq(removals.byTeam, teamId), eq(removals.byUser, userId));
  const isUndoneByThem = and(eq(removals.undoByTeam, teamId), eq(removals.undoByUser, userId));
  return db
    .select({ removal: removals, organisation: organisations.login, login: people.login })
    .from(removals)
    .innerJoin(organisations, eq(organisations.id, removals.organisationId))
    .leftJoin(people, eq(people.id, removals.personId))
    .where(and(or(isTheirs, isUndoneByThem), ne(removals.personId, ownId(account))))
    .orderBy(asc(removals.claimedAt))
    .all()
    .map(({ removal, organisation, login }) => ({
      day: utcDayOf(removal.claimedAt),
      login: login ?? undefined,
      organisation,
      state: removal.state,
      undone: removal.undoAt === null ? undefined : utcDayOf(removal.undoAt),
    }));
}

function exportLinksDecided(db: Db, account: Account) {
  const { teamId, userId } = account.slack;
  return db
    .select({ link: links, login: people.login })
    .from(links)
    .leftJoin(people, eq(people.id, links.personId))
    .where(
      and(
        eq(links.decidedByTeam, teamId),
        eq(links.decidedByUser, userId),
        ne(links.personId, ownId(account)),
      ),
    )
    .orderBy(asc(links.decidedAt))
    .all()
    .map(({ link, login }) => ({
      day: link.decidedAt === null ? undefined : utcDayOf(link.decidedAt),
      login: login ?? undefined,
      state: link.state,
    }));
}

function exportSchedules(db: Db, { teamId, userId }: SlackPerson) {
  return db
    .select()
    .from(digestSchedules)
    .where(and(eq(digestSchedules.madeByTeam, teamId), eq(digestSchedules.madeByUser, userId)))
    .orderBy(asc(digestSchedules.madeAt))
    .all()
    .map((schedule) => ({
      channel: schedule.channelId,
      madeAt: toIso(schedule.madeAt),
      deletedAt: isoOrUndefined(schedule.deletedAt),
    }));
}

function exportSlots(db: Db, { teamId, userId }: SlackPerson) {
  return db
    .select()
    .from(digestSlots)
    .where(and(eq(digestSlots.askedByTeam, teamId), eq(digestSlots.askedByUser, userId)))
    .orderBy(asc(digestSlots.claimedAt))
    .all()
    .map((slot) => ({
      channel: slot.channelId,
      askedAt: toIso(slot.claimedAt),
      state: slot.state,
    }));
}

/** What this account was told of digests that did not come. */
function exportTellings(db: Db, { userId }: SlackPerson) {
  return db
    .select({ telling: digestTellings, slot: digestSlots })
    .from(digestTellings)
    .innerJoin(digestSlots, eq(digestSlots.id, digestTellings.slotId))
    .where(eq(digestTellings.recipient, userId))
    .orderBy(asc(digestTellings.at))
    .all()
    .map(({ telling, slot }) => ({
      channel: slot.channelId,
      dueAt: toIso(slot.dueAt),
      at: toIso(telling.at),
      reached: telling.reached,
    }));
}

/** What the log says this account did; what it did about the own seat stands with the person. */
function exportDone(db: Db, account: Account) {
  return db
    .select({ row: audit, ...auditNames })
    .from(audit)
    .leftJoin(auditDetails, eq(auditDetails.seq, audit.seq))
    .where(and(isBy(account.slack), or(isNull(audit.personId), ne(audit.personId, ownId(account)))))
    .orderBy(asc(audit.seq))
    .all()
    .map(({ row, login, organisation }) => ({
      day: utcDayOf(row.at),
      action: row.action,
      login: login ?? undefined,
      organisation: organisation ?? undefined,
      outcome: row.outcome,
    }));
}
