/** Whom to ask about seats. */
import { contact, type Mrkdwn, mrkdwn } from '../text.ts';
import type { ViewContext } from './context.ts';

/** Whom to ask, in the middle of a sentence. */
export function describeAsk({ seatContact }: Pick<ViewContext, 'seatContact'>): Mrkdwn {
  return seatContact === undefined
    ? mrkdwn`ask the people who manage the seats`
    : mrkdwn`ask ${contact(seatContact)}`;
}
