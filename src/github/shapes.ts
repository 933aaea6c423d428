/**
 * GitHub's words in, ours out. Lenient wherever GitHub is loose (null or absent fields, unknown plans,
 * fields to come), strict wherever a guess could cost somebody a seat.
 */
import { z } from 'zod';
import type { SeatManagement } from '../core/removal.ts';
import type { AssigningTeam, Day, Plan, SeatReading } from '../core/seat.ts';
import { isPlausible, parseDay, parseInstant } from './instants.ts';

const count = z.int().nonnegative();

const instant = z.string().transform((text, context) => {
  const at = parseInstant(text);
  if (at !== undefined) return at;
  context.addIssue({ code: 'custom', message: 'not a timestamp' });
  return z.NEVER;
});

/** An unreadable sign of use is an error, never silence: silence would make the seat look idle. */
const signOfUse = z
  .union([z.literal(''), instant])
  .nullish()
  .transform((at) => (typeof at === 'number' && isPlausible(at) ? at : undefined));

const day = z.string().transform((text, context) => {
  const read = parseDay(text);
  if (read !== undefined) return read;
  context.addIssue({ code: 'custom', message: 'not a day' });
  return z.NEVER;
});

const pendingDay = z
  .union([z.literal(''), day])
  .nullish()
  .transform((read) => (read === null || read === '' ? undefined : read));

const plan = z
  .unknown()
  .transform((named): Plan => (named === 'business' || named === 'enterprise' ? named : 'unknown'));

const EDITOR_LENGTH = 200;
const editor = z
  .unknown()
  .transform((text) =>
    typeof text === 'string' && text !== '' ? text.slice(0, EDITOR_LENGTH) : undefined,
  );

/** Ids come as numbers, and as strings in usage reports. */
export const githubId = z
  .union([z.number(), z.string().regex(/^\d+$/u).transform(Number)])
  .pipe(z.int().positive());

/** Somebody's account, as far as it is of use here. */
export const account = z.object({ id: githubId, login: z.string().min(1) });

// Older versions of the API let a team or an organisation hold a seat; no person can be told then.
const assignee = z.union([
  z.object({ type: z.enum(['Team', 'Organization']) }).transform(() => undefined),
  account,
]);

/** An organisation's team or an enterprise's; whatever it lacks, the seat comes through a team. */
const team = z
  .object({
    slug: z.string().min(1).nullish().catch(undefined),
    name: z.string().min(1).nullish().catch(undefined),
    html_url: z.unknown().optional(),
  })
  .partial()
  .transform(({ slug, name, html_url }): AssigningTeam => {
    const known = slug ?? name ?? 'unknown';
    return { slug: known, name: name ?? known, url: parseWebAddress(html_url) };
  });

function parseWebAddress(text: unknown): string | undefined {
  if (typeof text !== 'string' || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : undefined;
}

const seat = z.object({
  assignee: assignee.nullish(),
  created_at: z.unknown().optional(),
  pending_cancellation_date: z.unknown().optional(),
  plan_type: plan.optional(),
});

const held = z.object({
  created_at: instant,
  assigning_team: team.nullish(),
  pending_cancellation_date: pendingDay,
  last_activity_at: signOfUse,
  last_activity_editor: editor.optional(),
  last_authenticated_at: signOfUse,
});

/** Reads one seat, or undefined when the row cannot be trusted. */
export function parseSeat(row: unknown): SeatReading | undefined {
  const { data: base } = seat.safeParse(row);
  if (base === undefined) return undefined;
  const planOf = base.plan_type ?? 'unknown';
  if (base.assignee === null || base.assignee === undefined) {
    // Nobody can act on such a seat, so an unreadable date does no harm. Facts: seats of deleted people.
    return {
      kind: 'nobody',
      grantedAt: instant.safeParse(base.created_at).data,
      plan: planOf,
      pendingCancellation: parseLenientDay(base.pending_cancellation_date),
    };
  }
  const { data } = held.safeParse(row);
  if (data === undefined) return undefined;
  return {
    kind: 'held',
    person: { id: base.assignee.id, login: base.assignee.login },
    grantedAt: data.created_at,
    plan: planOf,
    team: data.assigning_team ?? undefined,
    pendingCancellation: data.pending_cancellation_date,
    lastActivityAt: data.last_activity_at,
    lastActivityEditor: data.last_activity_editor,
    lastSignInAt: data.last_authenticated_at,
  };
}

function parseLenientDay(text: unknown): Day | undefined {
  return typeof text === 'string' ? parseDay(text) : undefined;
}

/** The frame of a page of seats; the rows are parsed one by one, so that one bad row spoils no other. */
export const seatPage = z.object({
  total_seats: count,
  seats: z.array(z.unknown()),
});

const MANAGEMENT: ReadonlyMap<unknown, SeatManagement> = new Map<unknown, SeatManagement>([
  ['assign_selected', 'assign_selected'],
  ['assign_all', 'assign_all'],
  ['disabled', 'disabled'],
  ['unconfigured', 'unconfigured'],
]);

export const settings = z
  .object({
    seat_management_setting: z.unknown().optional(),
    plan_type: plan.optional(),
    seat_breakdown: z
      .object({ total: count, pending_cancellation: count.nullish() })
      .nullish()
      .catch(undefined),
  })
  .transform((read) => ({
    seatManagement: MANAGEMENT.get(read.seat_management_setting) ?? 'unknown',
    plan: read.plan_type ?? 'unknown',
    seatsStaying: readSeatsStaying(read.seat_breakdown ?? undefined),
  }));

/** Unknown while GitHub's counts contradict each other. */
function readSeatsStaying(
  breakdown: { total: number; pending_cancellation?: number | null | undefined } | undefined,
): number | undefined {
  if (breakdown === undefined) return undefined;
  const staying = breakdown.total - (breakdown.pending_cancellation ?? 0);
  return staying < 0 ? undefined : staying;
}

const permissions = z
  .record(z.string(), z.unknown())
  .nullish()
  .transform((read) => {
    const levels = Object.entries(read ?? {});
    return Object.fromEntries(
      levels.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    );
  });

export const app = z.object({
  slug: z.string().min(1).optional(),
  name: z.string().min(1),
  permissions,
});

/** An account has a `login`; an enterprise has a `slug` instead. Null once the account is deleted. */
export const installation = z.object({
  id: githubId,
  account: z
    .object({
      id: githubId,
      login: z.string().min(1).nullish(),
      slug: z.string().min(1).nullish(),
      type: z.string().nullish(),
    })
    .nullish(),
  target_type: z.string().nullish(),
  suspended_at: z.string().nullish(),
  permissions,
});

export const token = z.object({
  token: z.string().min(1),
  createdAt: z.string(),
});

/** The part of the token answer without which `@octokit/auth-app` would cache an unusable token. */
export const tokenAnswer = z.object({ token: z.string().min(1), expires_at: z.string().min(1) });

export const refusal = z.object({ message: z.string() });

export const seatsCancelled = z
  .object({ seats_cancelled: count })
  .transform((answer) => answer.seats_cancelled);

export const seatsCreated = z
  .object({ seats_created: count })
  .transform((answer) => answer.seats_created);

/** Parses JSON without throwing; undefined stands for whatever is not JSON. */
export function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
