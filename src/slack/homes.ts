/** The Homes that are open: published when somebody looks, and again when what they show has changed. */
import type { types } from '@slack/bolt';
import type { Logger } from 'pino';
import { DAY_MS, type Instant } from '../core/seat.ts';
import { withRests } from '../digest/rest.ts';
import { createErrand } from '../lib/errand.ts';
import type { MessageBlock } from './views/context.ts';
import type { WebClients } from './web-clients.ts';

export interface Homes {
  /** Somebody looks: publishes, and publishes anew after later changes for a day. */
  open(userId: string): Promise<void>;
  /** Publishes anew for those who looked within the last day. Returns at once and never throws. */
  refreshSoon(): void;
  /** Tries again what could not be published; to be called again and again. */
  look(): Promise<void>;
  /** Waits for what is being published. */
  settle(): Promise<void>;
}

export interface RenderedHome {
  readonly blocks: readonly MessageBlock[];
  /** Slack did not say who this is, so the blocks say no more than that. */
  readonly unchecked: boolean;
}

export interface HomesDeps {
  readonly clients: WebClients;
  readonly log: Logger;
  readonly now: () => Instant;
  readonly render: (userId: string) => Promise<RenderedHome>;
  /** Finds out whose Home it is where that can be found out, which may take minutes. */
  readonly learn: (userId: string) => Promise<void>;
}

/** Slack lets views.publish through about a hundred times a minute. */
const MOST_OPEN = 50;

export function createHomes(deps: HomesDeps): Homes {
  const { log, now } = deps;
  const opened = new Map<string, Instant>();
  const { publish, owed } = createPublishing(deps);
  const learning = createLearning(deps);

  const refreshing = createErrand(async () => {
    for (const [userId, at] of opened) {
      if (Math.abs(now() - at) > DAY_MS) close(userId);
      else {
        await publishQuietly(userId);
        learning.soon(userId);
      }
    }
  });

  async function publishQuietly(userId: string): Promise<void> {
    try {
      await publish(userId, 'changed');
    } catch (error) {
      log.warn({ event: 'home-unpublished', err: error }, 'a Home could not be published');
    }
  }

  async function publishOwed(): Promise<void> {
    for (const userId of owed) await publishQuietly(userId);
    if (owed.size > 0) throw new Error('not every Home could be published');
  }

  function close(userId: string): void {
    opened.delete(userId);
    owed.delete(userId);
  }

  return {
    async open(userId) {
      // Anew at the end, so that the first is whoever has not looked for longest.
      opened.delete(userId);
      opened.set(userId, now());
      const [oldest] = opened.keys();
      if (opened.size > MOST_OPEN && oldest !== undefined) close(oldest);
      await publish(userId, 'opened');
      learning.soon(userId);
    },
    refreshSoon: () => refreshing.soon(),
    look: withRests(publishOwed, 'homes', log),
    async settle() {
      await learning.settle();
      await refreshing.settle();
    },
  };
}

interface Publishing {
  /** One after the other for each person, so that an older picture is never published last. */
  readonly publish: (userId: string, why: 'opened' | 'changed') => Promise<void>;
  /** Those whose Home does not show what it should. */
  readonly owed: Set<string>;
}

function createPublishing({ clients, render }: HomesDeps): Publishing {
  const turns = new Map<string, Promise<void>>();
  const owed = new Set<string>();

  async function publishNow(userId: string, why: 'opened' | 'changed'): Promise<void> {
    try {
      const { blocks, unchecked } = await render(userId);
      // What is shown was true a while ago, which is better than an apology nobody asked for.
      if (!unchecked || why === 'opened') {
        const view: types.HomeView = { type: 'home', blocks: [...blocks] };
        await clients.asking.views.publish({ user_id: userId, view });
      }
      if (unchecked) owed.add(userId);
      else owed.delete(userId);
    } catch (error) {
      owed.add(userId);
      throw error;
    }
  }

  return {
    owed,
    async publish(userId, why) {
      const publishing = () => publishNow(userId, why);
      const turn = (turns.get(userId) ?? Promise.resolve()).then(publishing, publishing);
      turns.set(userId, turn);
      try {
        await turn;
      } finally {
        if (turns.get(userId) === turn) turns.delete(userId);
      }
    },
  };
}

/** One after the other, because most of them wait for the same answer of GitHub's. */
function createLearning({ learn, log }: HomesDeps) {
  const unlearned = new Set<string>();
  const errand = createErrand(async () => {
    for (const userId of unlearned) {
      unlearned.delete(userId);
      await learn(userId).catch((error: unknown) => {
        log.warn({ event: 'home-unlearned', err: error }, 'whose Home it is was not found out');
      });
    }
  });
  return {
    soon(userId: string): void {
      unlearned.add(userId);
      errand.soon();
    },
    settle: () => errand.settle(),
  };
}
