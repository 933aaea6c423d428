/** What the digest's room stands on. */
import type { Logger } from 'pino';
import type { SlackGroup } from '../config.ts';
import type { Prices } from '../core/money.ts';
import type { Instant } from '../core/seat.ts';
import type { DecisionDeps } from '../decision/picture.ts';
import type { SavingsDeps } from '../decision/savings.ts';
import type { ViewContext } from '../slack/views/context.ts';
import type { WebClients } from '../slack/web-clients.ts';
import type { Store } from '../store/store.ts';

export interface DigestDeps extends DecisionDeps {
  readonly policy: DecisionDeps['policy'] & SavingsDeps['policy'];
  readonly store: Store;
  readonly clients: WebClients;
  readonly prices: Prices;
  /** Told about the digest that the settings name. */
  readonly managers: SlackGroup;
  /** Told where no manager can be. */
  readonly alertChannel: string | undefined;
  /** What a digest's view knows; nobody in particular reads it. */
  readonly context: () => ViewContext;
  /** Reads GitHub now; resolves when the round has ended. */
  readonly readGitHub: () => Promise<void>;
  /** Who the bot is, once Slack has told it. */
  readonly identity: () => { readonly botId: string | undefined } | undefined;
  readonly now: () => Instant;
  readonly log: Logger;
  /** How long a post that Slack never confirmed may still turn up, in real time. */
  readonly certainAfterMs: number;
  /** Between two posts, in real time. */
  readonly postSpacingMs: number;
}
