/** Values as an export shows them. */
import { sql } from 'drizzle-orm';
import type { Instant, SlackPerson } from '../core/seat.ts';
import { audit, auditDetails } from './schema.ts';
import { toIso } from './time.ts';

export function exportActor({ teamId, userId }: SlackPerson) {
  return { slackTeam: teamId, slackUser: userId };
}

/** Undefined where nobody in Slack did it. */
export function exportActorOf(teamId: string | null, userId: string | null) {
  return teamId === null || userId === null ? undefined : exportActor({ teamId, userId });
}

export function isoOrUndefined(at: Instant | null | undefined): string | undefined {
  return at === null || at === undefined ? undefined : toIso(at);
}

/** The names that stand beside an audit row until they are erased. */
export const auditNames = {
  login: sql<string | null>`json_extract(${auditDetails.json}, '$.login')`,
  organisation: sql<string | null>`json_extract(${auditDetails.json}, '$.organisation')`,
};

export function isBy({ teamId, userId }: SlackPerson) {
  return sql`(${audit.byTeam} = ${teamId} and ${audit.byUser} = ${userId})`;
}
