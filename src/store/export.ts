/** All that is stored about one person, as plain JSON with ISO dates. */
import { and, asc, eq } from 'drizzle-orm';
import type { SlackPerson } from '../core/seat.ts';
import type { Db } from './connection.ts';
import { exportAccount } from './export-account.ts';
import { exportComparisons, exportDigests } from './export-digests.ts';
import { exportActor, exportActorOf, isoOrUndefined } from './export-values.ts';
import { findKept } from './kept.ts';
import { listOfPerson } from './removal-rows.ts';
import {
  activity,
  audit,
  auditDetails,
  grants,
  links,
  logins,
  organisations,
  people,
  signIns,
  waysOfUse,
} from './schema.ts';
import type { PersonExport, Removal } from './store.ts';
import { toIso } from './time.ts';

/** All about a person, and about the Slack account that is linked; undefined if nothing is stored. */
export function exportPerson(db: Db, personId: number): PersonExport | undefined {
  const link = db
    .select()
    .from(links)
    .where(and(eq(links.personId, personId), eq(links.state, 'linked')))
    .get();
  const about = exportAbout(db, personId);
  const account = link && exportAccount(db, { slack: link, personId });
  return isEmpty(about) && account === undefined ? undefined : { ...about, ...account };
}

/** The same from the side of Slack: without a link in force, what the account itself did. */
export function exportSlackAccount(db: Db, slack: SlackPerson): PersonExport | undefined {
  const link = db
    .select()
    .from(links)
    .where(and(eq(links.teamId, slack.teamId), eq(links.userId, slack.userId)))
    .get();
  if (link?.state === 'linked') return exportPerson(db, link.personId);
  const { slackAccount, ...account } = exportAccount(db, { slack, personId: undefined });
  return isEmpty(account) ? undefined : { slackAccount, ...account };
}

function isEmpty(stored: PersonExport): boolean {
  return Object.values(stored).every(
    (value) => value === undefined || (Array.isArray(value) && value.length === 0),
  );
}

function exportAbout(db: Db, personId: number) {
  return {
    person: exportIdentity(db, personId),
    logins: exportLogins(db, personId),
    grants: exportGrants(db, personId),
    kept: exportKept(db, personId),
    links: exportLinks(db, personId),
    removals: listOfPerson(db, personId).map(exportRemoval),
    decisions: exportDecisions(db, personId),
    digests: exportDigests(db, personId),
    digestComparisons: exportComparisons(db, personId),
    waysOfUse: exportWays(db, personId),
    signIns: exportSignIns(db, personId),
    signsOfUse: exportActivity(db, personId),
  };
}

function exportIdentity(db: Db, personId: number) {
  const person = db.select().from(people).where(eq(people.id, personId)).get();
  if (person === undefined) return undefined;
  return {
    githubId: personId,
    login: person.login,
    loginHeld: person.loginHeld,
    loginSince: toIso(person.loginSince),
    firstSeenAt: toIso(person.firstSeenAt),
  };
}

function exportLogins(db: Db, personId: number) {
  const rows = db.select().from(logins).where(eq(logins.personId, personId)).all();
  return rows.map((row) => ({
    login: row.login,
    firstSeenAt: toIso(row.firstSeenAt),
    replacedAt: isoOrUndefined(row.replacedAt),
  }));
}

function exportGrants(db: Db, personId: number) {
  return db
    .select({ grant: grants, organisation: organisations.login })
    .from(grants)
    .innerJoin(organisations, eq(organisations.id, grants.organisationId))
    .where(eq(grants.personId, personId))
    .orderBy(asc(grants.grantedAt))
    .all()
    .map(({ grant, organisation }) => ({
      organisation,
      grantedAt: toIso(grant.grantedAt),
      plan: grant.plan,
      team: grant.teamName ?? undefined,
      teamSlug: grant.teamSlug ?? undefined,
      teamUrl: grant.teamUrl ?? undefined,
      pendingCancellation: grant.pendingCancellation ?? undefined,
      valuesAt: toIso(grant.valuesAt),
      lastActivityAt: isoOrUndefined(grant.lastActivityAt),
      lastActivityEditor: grant.lastActivityEditor ?? undefined,
      lastSignInAt: isoOrUndefined(grant.lastSignInAt),
      firstSeenAt: toIso(grant.firstSeenAt),
      missedReads: grant.missedReads,
      missedSince: isoOrUndefined(grant.missedSince),
      endedAt: isoOrUndefined(grant.endedAt),
    }));
}

function exportActivity(db: Db, personId: number) {
  return db
    .select({ use: activity, organisation: organisations.login })
    .from(activity)
    .innerJoin(organisations, eq(organisations.id, activity.organisationId))
    .where(eq(activity.personId, personId))
    .orderBy(asc(activity.at))
    .all()
    .map(({ use, organisation }) => ({
      organisation,
      day: use.day,
      source: use.source,
      // A usage report tells the day alone.
      at: use.source === 'seat' ? toIso(use.at) : undefined,
      editor: use.editor ?? undefined,
      seenAt: toIso(use.seenAt),
    }));
}

function exportSignIns(db: Db, personId: number) {
  return db
    .select({ signIn: signIns, organisation: organisations.login })
    .from(signIns)
    .innerJoin(organisations, eq(organisations.id, signIns.organisationId))
    .where(eq(signIns.personId, personId))
    .orderBy(asc(signIns.at))
    .all()
    .map(({ signIn, organisation }) => ({
      organisation,
      day: signIn.day,
      at: toIso(signIn.at),
      seenAt: toIso(signIn.seenAt),
    }));
}

function exportWays(db: Db, personId: number) {
  return db
    .select({ way: waysOfUse, organisation: organisations.login })
    .from(waysOfUse)
    .innerJoin(organisations, eq(organisations.id, waysOfUse.organisationId))
    .where(eq(waysOfUse.personId, personId))
    .orderBy(asc(waysOfUse.kind), asc(waysOfUse.name), asc(organisations.login))
    .all()
    .map(({ way, organisation }) => ({
      organisation,
      kind: way.kind,
      name: way.name,
      lastDay: way.lastDay,
    }));
}

function exportKept(db: Db, personId: number) {
  const kept = findKept(db, personId);
  if (kept === undefined) return undefined;
  return {
    until: isoOrUndefined(kept.until),
    madeAt: toIso(kept.madeAt),
    by: exportActor(kept.by),
    reason: kept.reason,
  };
}

function exportLinks(db: Db, personId: number) {
  const rows = db.select().from(links).where(eq(links.personId, personId)).all();
  return rows.map((row) => ({
    slack: exportActor(row),
    state: row.state,
    how: row.how,
    askedAt: toIso(row.askedAt),
    decidedAt: isoOrUndefined(row.decidedAt),
    decidedBy: exportActorOf(row.decidedByTeam, row.decidedByUser),
  }));
}

function exportRemoval(removal: Removal) {
  const { undo, evidence } = removal;
  return {
    id: removal.id,
    organisation: removal.organisation.login,
    grantedAt: toIso(removal.grant.grantedAt),
    state: removal.state,
    mode: removal.mode,
    by: exportActor(removal.by),
    claimedAt: toIso(removal.claimedAt),
    sentAt: isoOrUndefined(removal.sentAt),
    endedAt: isoOrUndefined(removal.endedAt),
    lastDay: removal.lastDay,
    detail: removal.detail,
    price: removal.price,
    currency: removal.currency,
    told: removal.told,
    reason: evidence?.reason,
    evidence,
    undo: undo && { by: exportActor(undo.by), at: toIso(undo.at), detail: undo.detail },
  };
}

function exportDecisions(db: Db, personId: number) {
  return db
    .select({ row: audit, json: auditDetails.json, organisation: organisations.login })
    .from(audit)
    .leftJoin(auditDetails, eq(auditDetails.seq, audit.seq))
    .leftJoin(organisations, eq(organisations.id, audit.organisationId))
    .where(eq(audit.personId, personId))
    .orderBy(asc(audit.seq))
    .all()
    .map(({ row, json, organisation }) => ({
      number: row.seq,
      at: toIso(row.at),
      action: row.action,
      by: exportActorOf(row.byTeam, row.byUser),
      organisation: organisation ?? undefined,
      removalId: row.removalId ?? undefined,
      outcome: row.outcome,
      detail: json === null ? undefined : parseJson(json),
    }));
}

function parseJson(json: string): unknown {
  return JSON.parse(json);
}
