/** The Homes that are open: published when somebody looks, and again when what they show has changed. */
import type { types } from '@slack/bolt';
import type { Logger } from 'pino';
import { DAY_MS, type Instant } from '../core/seat.ts';
import type { MessageBlock } from './views/context.ts';
import type { WebClients } from './web-clients.ts';

export interface Homes {
  /** Somebody looks: publishes, and publishes anew after later changes for a day. */
  open(userId: string): Promise<void>;
  /** Publishes anew for those who looked within the last day. Returns at once and never throws. */
  refreshSoon(): void;
  /** Waits for what is being published. */
  settle(): Promise<void>;
}

export interface HomesDeps {
  readonly clients: WebClients;
  readonly log: Logger;
  readonly now: () => Instant;
  /** Calls `publish` once or, when more comes to be known, twice. */
  readonly render: (
    userId: string,
    publish: (blocks: readonly MessageBlock[]) => Promise<void>,
  ) => Promise<void>;
}

/** Slack lets views.publish through about a hundred times a minute. */
const MOST_OPEN = 50;

export function createHomes(deps: HomesDeps): Homes {
  const opened = new Map<string, Instant>();
  let again = false;
  let running: Promise<void> | undefined;

  async function publish(userId: string): Promise<void> {
    await deps.render(userId, async (blocks) => {
      const view: types.HomeView = { type: 'home', blocks: [...blocks] };
      await deps.clients.asking.views.publish({ user_id: userId, view });
    });
  }

  async function refreshAll(): Promise<void> {
    while (again) {
      again = false;
      for (const [userId, at] of opened) {
        if (Math.abs(deps.now() - at) > DAY_MS) opened.delete(userId);
        else await publishQuietly(userId);
      }
    }
  }

  async function publishQuietly(userId: string): Promise<void> {
    try {
      await publish(userId);
    } catch (error) {
      deps.log.warn({ event: 'home-unpublished', err: error }, 'a Home could not be published');
    }
  }

  return {
    async open(userId) {
      // Anew at the end, so that the first is whoever has not looked for longest.
      opened.delete(userId);
      opened.set(userId, deps.now());
      const [oldest] = opened.keys();
      if (opened.size > MOST_OPEN && oldest !== undefined) opened.delete(oldest);
      await publish(userId);
    },
    refreshSoon() {
      again = true;
      running ??= refreshAll()
        .catch((error: unknown) => {
          deps.log.warn({ event: 'homes-unpublished', err: error }, 'Homes were not published');
        })
        .finally(() => {
          running = undefined;
        });
    },
    settle: async () => running,
  };
}
