/** A company with idle seats, a channel, and a digest that is due at a known time. */
import Database from 'better-sqlite3';
import type { Message } from '../../sandbox/slack/conversations.ts';
import {
  type LocalSlack,
  type LocalSlackOptions,
  startLocalSlack,
} from '../../sandbox/slack/server.ts';
import type { Outside } from '../../src/app.ts';
import type { Instant } from '../../src/core/seat.ts';
import { openStore } from '../../src/store/database.ts';
import { aCompany, daysAgo, manifest, startWhole, type Whole } from '../support/whole.ts';

/** A Monday; the digest of the settings is due at 09:00 UTC on it. */
export const DUE: Instant = Date.parse('2026-11-23T09:00:00Z');
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export interface DigestWhole extends Whole {
  /** The digests in a channel. */
  posted(channel?: string): Message[];
  /** Direct messages to somebody. */
  told(user: string): Message[];
}

export interface DigestOptions {
  readonly at?: Instant;
  readonly channel?: string;
  readonly settings?: Readonly<Record<string, string>>;
  readonly slack?: Partial<LocalSlackOptions>;
  readonly outside?: Partial<Outside>;
  /** Logins with an idle seat. */
  readonly idle?: readonly string[];
  /** Without a digest in the settings. */
  readonly bare?: boolean;
}

function isDigest(message: Message): boolean {
  return message.metadata?.['event_type'] === 'copilot_digest';
}

function digestsIn(slack: LocalSlack, channel: string): Message[] {
  return slack.workspace.messagesIn(channel).filter(isDigest);
}

export async function startDigestWhole(options: DigestOptions = {}): Promise<DigestWhole> {
  const clock = { now: options.at ?? DUE - 2 * MINUTE };
  const company = aCompany(clock);
  for (const [index, login] of (options.idle ?? ['rhea-osei', 'tomas-lind']).entries()) {
    company.grant('acme-labs', login, { at: daysAgo(100 - index, DUE) });
  }
  company.grant('acme-labs', 'jun-park', { at: daysAgo(200, DUE) });
  company.useCopilot('jun-park', daysAgo(2, DUE));
  const slack = await startLocalSlack({ manifest, now: () => clock.now, ...options.slack });
  const channel = options.channel ?? 'seat-office';
  const settings = {
    ...(options.bare === true ? {} : { DIGEST_CHANNEL: slack.workspace.channel(channel).id }),
    ...options.settings,
  };
  const whole = await startWhole({
    clock,
    company,
    slack,
    settings,
    outside: { certainAfterMs: 100, postSpacingMs: 20, ...options.outside },
  });
  return Object.assign(whole, {
    posted: (name = channel) => digestsIn(slack, name),
    told: (user: string) =>
      slack.workspace.messages.filter(
        (message) =>
          message.channel === slack.workspace.directMessage(slack.workspace.person(user).id).id,
      ),
  });
}

interface Element {
  readonly action_id?: string;
  readonly value?: string;
  readonly options?: readonly {
    readonly text: { readonly text: string };
    readonly value: string;
  }[];
}

interface Block {
  readonly type: string;
  readonly text?: { readonly text: string };
  readonly elements?: readonly Element[];
}

/** The buttons of a person's row: they stand right below the row. */
function elementsFor({ blocks }: Message, login: string): readonly Element[] {
  const all = blocks as unknown as readonly Block[];
  const at = all.findIndex(({ text }) => text?.text.includes(`*${login}*`) === true);
  return all[at + 1]?.elements ?? [];
}

/** What the button of a person's row carries. */
export function valueFor(message: Message, actionId: string, login: string): string {
  const value = elementsFor(message, login).find(({ action_id }) => action_id === actionId)?.value;
  if (value === undefined) throw new Error(`there is no ${actionId} for ${login}`);
  return value;
}

/** What an option in the menu of a person's row carries. */
export function optionFor(message: Message, login: string, label: string): string {
  const options = elementsFor(message, login).flatMap((element) => element.options ?? []);
  const option = options.find(({ text }) => text.text === label);
  if (option === undefined) throw new Error(`there is no ${label} for ${login}`);
  return option.value;
}

/** Sets a digest up on disk, Mondays at 09:00 UTC, while the bot is away. */
export async function setUp(
  whole: DigestWhole,
  by: { readonly teamId: string; readonly userId: string },
  channel: string,
): Promise<void> {
  await whole.bot.stop();
  const store = await openStore(whole.databasePath);
  const channelId = whole.slack.workspace.channel(channel).id;
  const time = { weekday: 1, hour: 9, minute: 0, timeZone: 'Etc/UTC' };
  await store.digests.addSchedule({ channelId, ...time, names: 'auto' }, by, whole.clock.now);
  await store.close();
  await whole.restart();
}

/** The state of the newest slot, read beside the process that writes it. */
export function stateOf({ databasePath }: Whole): unknown {
  const look = new Database(databasePath, { readonly: true });
  try {
    return look.prepare('select state from digest_slot order by claimed_at desc').pluck().get();
  } finally {
    look.close();
  }
}
