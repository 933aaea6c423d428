/** The rows of links, read and written; every change with its row in the log. */
import { and, asc, eq } from 'drizzle-orm';
import type { Instant, SlackPerson } from '../core/seat.ts';
import type { Audit } from './audit.ts';
import type { AuditAction } from './audit-store.ts';
import type { Db } from './connection.ts';
import { ERASED_LOGIN } from './labels.ts';
import type { Link } from './link-store.ts';
import { links, people } from './schema.ts';

type LinkRow = typeof links.$inferSelect;

/** The outcome of a request that was not confirmed, as the log keeps it. */
export const REFUSED = 'link refused';

export function listLinks(db: Db, where: ReturnType<typeof and>): Link[] {
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

export function findForSlack(db: Db, slack: SlackPerson): Link | undefined {
  return listLinks(db, ofSlack(slack))[0];
}

export function findForPerson(db: Db, personId: number): Link | undefined {
  return listLinks(db, and(eq(links.personId, personId), eq(links.state, 'linked')))[0];
}

export function saveLink(db: Db, link: Link): Link {
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

export function writeLink(audit: Audit, { slack, person }: Link, step: Step, at: Instant): void {
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
