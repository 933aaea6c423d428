/** What every answer knows besides its own data, and what an answer is. */
import type { types } from '@slack/bolt';
import type { Prices } from '../../core/money.ts';
import type { RemovalMode } from '../../core/removal.ts';
import type { Instant } from '../../core/seat.ts';
import type { ChartBlock } from './chart.ts';

export interface ViewContext {
  readonly now: Instant;
  /** With its slash, as configured. */
  readonly command: string;
  readonly currency: string;
  readonly prices: Prices;
  readonly dormantAfterDays: number;
  /** A channel or a person to ask. */
  readonly seatContact: string | undefined;
  readonly mode: RemovalMode;
  readonly refreshMinutes: number;
  /** The reader is a seat manager: acting buttons are shown. */
  readonly mayAct: boolean;
  /** While no manager is set: the reader's own Slack id, to put into `SEAT_MANAGERS`. */
  readonly noManagersFor: string | undefined;
}

export type { Picture } from '../../decision/picture.ts';

/** `text` says in words all that the blocks say: for notifications and screen readers. */
export interface Message {
  readonly text: string;
  readonly blocks: MessageBlock[];
  /** What takes the blocks' place where Slack refuses a chart among them. */
  readonly withoutChart?: MessageBlock[];
}

export type MessageBlock = types.KnownBlock | ChartBlock;
