/** `/copilot me`: the own seat, what happens next, and what is stored about oneself. */
import type { PersonExport } from '../../store/store.ts';
import { createMessage } from './blocks.ts';
import type { Message, ViewContext } from './context.ts';
import { renderOwnData } from './own-data.ts';
import { type OwnView, renderOwnSeat } from './own-seat.ts';

export function renderMe(
  own: OwnView,
  stored: PersonExport | undefined,
  context: ViewContext,
): Message {
  return createMessage(
    [...renderOwnSeat(own, context), ...renderOwnData(stored, context)],
    context,
  );
}
