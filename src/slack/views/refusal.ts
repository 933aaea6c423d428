/** A polite no: what was not done, why, and whom to ask. */
import { bold, code, contact, join, type Mrkdwn, mrkdwn } from '../text.ts';
import { createMessage, section } from './blocks.ts';
import type { Message, ViewContext } from './context.ts';

export type Refusal =
  | { readonly kind: 'not-a-manager' }
  /** Neither manager nor viewer: lists are not for this person. */
  | { readonly kind: 'not-a-viewer' }
  | { readonly kind: 'guest' }
  /** From another workspace or company. */
  | { readonly kind: 'outsider' }
  /** A bot or a deactivated account. */
  | { readonly kind: 'no-person' }
  | { readonly kind: 'no-managers'; readonly callerId: string }
  | { readonly kind: 'cannot-check' };

export function renderRefusal(refusal: Refusal, context: ViewContext): Message {
  const text = describeRefusal(refusal, context);
  // The refusal for want of managers says itself what every other message adds.
  const hint = refusal.kind === 'no-managers' ? undefined : context.noManagersFor;
  return createMessage([section(text)], { noManagersFor: hint });
}

function describeRefusal(refusal: Refusal, { seatContact, command }: ViewContext): Mrkdwn {
  const questions =
    seatContact === undefined ? undefined : mrkdwn`Questions: ${contact(seatContact)}.`;
  const ownSeat = mrkdwn`Your own seat: ${code(`${command} me`)}`;
  switch (refusal.kind) {
    case 'not-a-manager':
      return join([
        mrkdwn`Removing and keeping seats and setting up digests is up to the seat managers, so nothing was changed.`,
        questions,
        ownSeat,
      ]);
    case 'not-a-viewer':
      return join([
        mrkdwn`The seats of others are for the seat managers to see, so nothing is shown here.`,
        questions,
        ownSeat,
      ]);
    case 'guest':
      return join([
        mrkdwn`Seatkeeper is for full members of this workspace, so it cannot help guests. Nothing was changed.`,
        questions,
      ]);
    case 'outsider':
      return mrkdwn`Seatkeeper only answers people of the workspace it was set up for. Nothing was changed.`;
    case 'no-person':
      return mrkdwn`Seatkeeper only answers people with an active account. Nothing was changed.`;
    case 'no-managers':
      return mrkdwn`${bold('No seat manager is set yet')}, so nothing was changed. Your Slack id is ${refusal.callerId}: whoever runs Seatkeeper can put it into SEAT_MANAGERS.`;
    case 'cannot-check':
      return mrkdwn`${bold('Nothing was changed.')} Slack could not be asked just now who may do this. Please try again in a minute.`;
  }
}
