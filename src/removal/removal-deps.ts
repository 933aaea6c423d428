/** What the removal room stands on. */
import type { Logger } from 'pino';
import type { BoardPolicy } from '../core/board.ts';
import type { Prices } from '../core/money.ts';
import type { Instant, SlackPerson } from '../core/seat.ts';
import type { TrustPolicy } from '../core/trust.ts';
import type { GitHub } from '../github/github.ts';
import type { Stopping } from '../lib/stopping.ts';
import type { Role } from '../slack/people.ts';
import type { Store } from '../store/store.ts';

export interface RemovalDeps {
  readonly github: GitHub;
  readonly store: Store;
  readonly policy: BoardPolicy & TrustPolicy;
  readonly prices: Prices;
  readonly currency: string;
  /** Asked at the moment of every act. */
  readonly identify: (by: SlackPerson) => Promise<Role>;
  readonly now: () => Instant;
  readonly log: Logger;
  /** Between two looks at GitHub after a change; throws when the signal fires. */
  readonly pause: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly stopping: Stopping;
  /** Removals and undos that a listener is carrying through right now: not to be resolved meanwhile. */
  readonly inHand: Set<string>;
}

/** Nobody but a seat manager changes anything. */
export interface Denied {
  readonly kind: 'denied';
  readonly role: Exclude<Role, 'manager'>;
}
