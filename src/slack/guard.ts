/** What every delivery passes before a listener sees it: is it ours, is it fresh, is it new? */
import type { AllMiddlewareArgs, AnyMiddlewareArgs, App, Middleware } from '@slack/bolt';
import type { Logger } from 'pino';
import { z } from 'zod';

export interface Identity {
  readonly teamId: string;
  /** Undefined when Slack did not tell; then deliveries are held to the team alone. */
  readonly appId: string | undefined;
  readonly botId: string | undefined;
  readonly botUserId: string | undefined;
}

export interface GuardDeps {
  readonly identity: () => Identity;
  readonly log: Logger;
}

const originShape = z.object({
  api_app_id: z.string().optional(),
  team_id: z.string().nullish(),
  team: z.object({ id: z.string() }).nullish(),
});

/** Registers the guards and returns a way to wait for the listeners that are at work. */
export function registerGuards(app: App, deps: GuardDeps): { drain(): Promise<void> } {
  const underWay = new Set<Promise<void>>();
  acknowledgeAtLast(app);

  const track: Middleware<AnyMiddlewareArgs> = async ({ next }) => {
    const work = next();
    underWay.add(work);
    try {
      await work;
    } finally {
      underWay.delete(work);
    }
  };
  app.use(track);
  app.use(refuseReplays(deps));
  app.use(refuseForeign(deps));
  app.use(acknowledgeFirst);
  return {
    async drain() {
      await Promise.allSettled(underWay);
    },
  };
}

/**
 * Whatever no listener has acknowledged, such as a dialog that only an older version knew, is
 * acknowledged in the end, so that Slack neither warns the person nor sends it again.
 */
function acknowledgeAtLast(app: App): void {
  const process = app.processEvent.bind(app);
  app.processEvent = async (event) => {
    let acknowledged = false;
    await process({
      ...event,
      async ack(response) {
        acknowledged = true;
        await event.ack(response);
      },
    });
    if (!acknowledged) await event.ack();
  };
}

/** The workspace and the app a delivery names must be the ones whose token we hold. */
function refuseForeign({ identity, log }: GuardDeps): Middleware<AnyMiddlewareArgs> {
  return async (args) => {
    if (isOurs(args.body, identity())) return args.next();
    log.warn({ event: 'foreign-delivery' }, 'a delivery for another workspace or app was refused');
    return acknowledge(args, 'This Seatkeeper belongs to another workspace, so nothing was done.');
  };
}

function isOurs(body: unknown, { teamId, appId }: Identity): boolean {
  const origin = originShape.safeParse(body).data;
  if (origin === undefined) return false;
  const team = origin.team?.id ?? origin.team_id ?? teamId;
  const application = origin.api_app_id ?? appId;
  return team === teamId && (appId === undefined || application === appId);
}

/**
 * Slack waits three seconds for an acknowledgement, so commands and clicks get theirs before anything
 * else, those no listener knows included. A dialog's answer may carry errors: its listener acknowledges.
 */
const acknowledgeFirst: Middleware<AnyMiddlewareArgs> = async (args) => {
  const isSubmission = 'view' in args && args.body.type === 'view_submission';
  if (!isSubmission) await acknowledge(args);
  await args.next();
};

const REMEMBER_MS = 15 * 60_000;
const FUTURE_MS = 60_000;

/**
 * Slack's signature check accepts a captured request again within five minutes, and one stamped in the
 * future at any time; both are refused here. Applies to HTTP, where deliveries carry a signature.
 */
function refuseReplays({ log }: GuardDeps): Middleware<AnyMiddlewareArgs> {
  const seen = new Map<string, number>();
  return async (args) => {
    const signature: unknown = args.context['signature'];
    if (typeof signature !== 'string') return args.next();
    const nowMs = Date.now();
    for (const [old, atMs] of seen) {
      if (nowMs - atMs < REMEMBER_MS) break;
      seen.delete(old);
    }
    const isEarly = Number(args.context['timestamp']) * 1000 - nowMs > FUTURE_MS;
    if (!isEarly && !seen.has(signature)) {
      seen.set(signature, nowMs);
      return args.next();
    }
    log.warn({ event: 'replayed-delivery' }, 'a replayed or post-dated delivery was refused');
    return acknowledge(args, 'This request came twice, so it was done only once.');
  };
}

async function acknowledge(
  args: AnyMiddlewareArgs & AllMiddlewareArgs,
  text?: string,
): Promise<void> {
  if (text !== undefined && 'command' in args && 'ack' in args) {
    await args.ack({ text, response_type: 'ephemeral' });
  } else if ('ack' in args && typeof args.ack === 'function') {
    await args.ack();
  }
}
