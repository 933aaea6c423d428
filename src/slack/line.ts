/** The line on which Slack brings clicks and commands, as Home tells of it. */
import type { Config } from '../config.ts';
import type { Instant } from '../core/seat.ts';

export type LineState =
  /** Each comes as a request of its own. */
  { readonly kind: 'http' } | { readonly kind: 'socket'; readonly downSince: Instant | undefined };

export interface Line {
  /** To be called again and again. */
  look(): void;
  readonly state: () => LineState;
}

interface LineDeps {
  readonly mode: Config['slack']['mode']['kind'];
  readonly now: () => Instant;
  /** Called when the state is another one. */
  readonly changed: () => void;
}

/**
 * Slack asks for a new connection every few hours, and has it within a second: only what is down at two
 * looks in a row is told.
 */
export function createLine(
  slack: { isConnected(): boolean },
  { mode, now, changed }: LineDeps,
): Line {
  let missedAt: Instant | undefined;
  let downSince: Instant | undefined;
  return {
    look() {
      const before = downSince;
      downSince = slack.isConnected() ? undefined : missedAt;
      missedAt = slack.isConnected() ? undefined : (missedAt ?? now());
      if (downSince !== before) changed();
    },
    state: () => (mode === 'http' ? { kind: 'http' } : { kind: 'socket', downSince }),
  };
}
