/** What every listener may use. */
import type { Logger } from 'pino';
import type { Config } from '../../config.ts';
import type { GrantKey, Instant, SlackPerson } from '../../core/seat.ts';
import type { DecisionDeps } from '../../decision/picture.ts';
import type { SavingsDeps } from '../../decision/savings.ts';
import type { Digests } from '../../digest/digests.ts';
import type { ShownIdle } from '../../removal/live-check.ts';
import type { Outcome } from '../../removal/outcome.ts';
import type { NotYours } from '../../removal/release.ts';
import type { Denied } from '../../removal/removal-deps.ts';
import type { Store } from '../../store/store.ts';
import type { Answer } from '../answer.ts';
import type { Homes } from '../homes.ts';
import type { LineState } from '../line.ts';
import type { Linking } from '../linking.ts';
import type { People, Role } from '../people.ts';
import type { ViewContext } from '../views/context.ts';
import type { Refusal } from '../views/refusal.ts';
import type { WebClients } from '../web-clients.ts';

export interface ListenerDeps extends DecisionDeps {
  readonly policy: DecisionDeps['policy'] & SavingsDeps['policy'];
  readonly config: Config;
  readonly store: Store;
  readonly people: People;
  readonly clients: WebClients;
  readonly removals: {
    remove(grant: GrantKey, by: SlackPerson, shown?: ShownIdle): Promise<Outcome | Denied>;
    undo(id: string, by: SlackPerson): Promise<Outcome | Denied | undefined>;
    release(grant: GrantKey, by: SlackPerson): Promise<Outcome | Denied | NotYours>;
  };
  readonly refresh: {
    /** Reads GitHub now, or joins the round under way; resolves when it has ended. */
    readNow(): Promise<void>;
    /** When the round under way began. */
    underWaySince(): Instant | undefined;
  };
  /** Sends the direct messages that are owed. */
  readonly tellOutcomes: () => Promise<void>;
  /** Tells whoever held the seat, once; answers with the Slack id of who was told. */
  readonly tellColleague: (removalId: string) => Promise<string | undefined>;
  readonly linking: Linking;
  /** The line on which clicks and commands come. */
  readonly line: () => LineState;
  readonly digests: Pick<Digests, 'sendNow'>;
  readonly homes: Pick<Homes, 'open' | 'refreshSoon'>;
  readonly now: () => Instant;
  readonly log: Logger;
}

/** Somebody who is owed an answer, and how it reaches them. */
export interface Reader {
  readonly answer: Answer;
  readonly role: Role;
  readonly userId: string;
}

/** What a view knows of its reader. */
export function contextFor(
  { config, people, now }: Pick<ListenerDeps, 'config' | 'people' | 'now'>,
  role: Role,
  userId: string,
): ViewContext {
  return {
    now: now(),
    command: config.slack.command,
    currency: config.currency,
    prices: config.prices,
    dormantAfterDays: config.dormantAfterDays,
    seatContact: config.seatContact,
    mode: config.removals,
    refreshMinutes: config.refreshMinutes,
    mayAct: role === 'manager',
    noManagersFor: people.withoutManagers ? userId : undefined,
  };
}

/** Why somebody of this role may not act (`manager`) or see (`viewer`); undefined when they may. */
export function findRefusal(
  role: Role,
  needed: 'manager' | 'viewer' | 'member',
  { people, userId }: { readonly people: People; readonly userId: string },
): Refusal | undefined {
  switch (role) {
    case 'manager':
      return undefined;
    case 'unchecked':
      return { kind: 'cannot-check' };
    case 'guest':
    case 'outsider':
    case 'no-person':
      return { kind: role };
    case 'viewer':
    case 'member':
      if (needed === 'member' || (needed === 'viewer' && role === 'viewer')) return undefined;
      if (people.withoutManagers) return { kind: 'no-managers', callerId: userId };
      return { kind: needed === 'viewer' ? 'not-a-viewer' : 'not-a-manager' };
  }
}
