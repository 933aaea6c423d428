/** All that is stored about one person, as plain JSON with ISO dates. */
import { asc, eq } from 'drizzle-orm';
import type { Instant, SlackPerson } from '../core/seat.ts';
import type { Db } from './connection.ts';
import { findKept } from './kept.ts';
import { listOfPerson } from './removal-rows.ts';
import {
  activity,
  audit,
  auditDetails,
  digestRows,
  digestSlots,
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

export function exportPerson(db: Db, personId: number): PersonExport | undefined {
  const person = db.select().from(people).where(eq(people.id, personId)).get();
  const removals = listOfPerson(db, personId).map(exportRemoval);
  const decisions = exportDecisions(db, personId);
  if (person === undefined && removals.length === 0 && decisions.length === 0) return undefined;
  return {
    person: {
      githubId: personId,
      login: person?.login,
      firstSeenAt: isoOrUndefined(person?.firstSeenAt),
    },
    logins: exportLogins(db, personId),
    grants: exportGrants(db, personId),
    signsOfUse: exportActivity(db, personId),
    signIns: exportSignIns(db, personId),
    waysOfUse: exportWays(db, personId),
    kept: exportKept(db, personId),
    links: exportLinks(db, personId),
    digests: exportDigests(db, personId),
    removals,
    decisions,
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
      pendingCancellation: grant.pendingCancellation ?? undefined,
      lastActivityAt: isoOrUndefined(grant.lastActivityAt),
      lastActivityEditor: grant.lastActivityEditor ?? undefined,
      lastSignInAt: isoOrUndefined(grant.lastSignInAt),
      firstSeenAt: toIso(grant.firstSeenAt),
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

/** The digests that showed this person's seat by name. */
function exportDigests(db: Db, personId: number) {
  const rows = db
    .select({
      channel: digestSlots.channelId,
      postedAt: digestSlots.postedAt,
      part: digestRows.part,
    })
    .from(digestRows)
    .innerJoin(digestSlots, eq(digestSlots.id, digestRows.slotId))
    .where(eq(digestRows.personId, personId))
    .orderBy(asc(digestSlots.claimedAt))
    .all();
  return rows.map(({ channel, postedAt, part }) => ({
    channel,
    postedAt: isoOrUndefined(postedAt),
    words: part.text,
  }));
}

function exportLinks(db: Db, personId: number) {
  const rows = db.select().from(links).where(eq(links.personId, personId)).all();
  return rows.map((row) => ({
    slack: exportActor(row),
    state: row.state,
    how: row.how,
    askedAt: toIso(row.askedAt),
    decidedAt: isoOrUndefined(row.decidedAt),
  }));
}

function exportRemoval(removal: Removal) {
  const { undo, evidence } = removal;
  return {
    id: removal.id,
    organisation: removal.organisation.login,
    grantedAt: toIso(removal.grant.grantedAt),
    state: removal.state,
    by: exportActor(removal.by),
    claimedAt: toIso(removal.claimedAt),
    endedAt: isoOrUndefined(removal.endedAt),
    lastDay: removal.lastDay,
    detail: removal.detail,
    reason: evidence?.reason,
    evidence,
    undo: undo && { by: exportActor(undo.by), at: toIso(undo.at), detail: undo.detail },
  };
}

function exportDecisions(db: Db, personId: number) {
  return db
    .select({ row: audit, json: auditDetails.json })
    .from(audit)
    .leftJoin(auditDetails, eq(auditDetails.seq, audit.seq))
    .where(eq(audit.personId, personId))
    .orderBy(asc(audit.seq))
    .all()
    .map(({ row, json }) => ({
      at: toIso(row.at),
      action: row.action,
      outcome: row.outcome,
      detail: json === null ? undefined : parseJson(json),
    }));
}

function parseJson(json: string): unknown {
  return JSON.parse(json);
}

function exportActor({ teamId, userId }: SlackPerson) {
  return { slackTeam: teamId, slackUser: userId };
}

function isoOrUndefined(at: Instant | null | undefined): string | undefined {
  return at === null || at === undefined ? undefined : toIso(at);
}
