/** `/copilot me`: the own seat, what happens next, and what is stored about oneself. */
import type { PersonExport } from '../../store/store.ts';
import { createMessage } from './blocks.ts';
import type { Message, ViewContext } from './context.ts';
import { renderOwnData } from './own-data.ts';
import { type OwnView, renderOwnSeat } from './own-seat.ts';

export interface MeView {
  readonly own: OwnView;
  /** Undefined where nothing is stored. */
  readonly stored: PersonExport | undefined;
  /** Of the own seats, from 0. */
  readonly page: number;
}

export function renderMe({ own, stored, page }: MeView, context: ViewContext): Message {
  return createMessage(
    [...renderOwnSeat(own, context, page), ...renderOwnData(stored, context)],
    context,
  );
}
