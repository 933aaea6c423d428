/** A click in a message, on Home or in a dialog, read from Slack's delivery. Nothing in it is trusted. */
import { z } from 'zod';
import type { SlackPerson } from '../../core/seat.ts';
import { type Answer, type AnswerDeps, createAnswer } from '../answer.ts';

const actionShape = z.object({
  action_id: z.string(),
  block_id: z.string().default(''),
  value: z.string().optional(),
  selected_option: z.object({ value: z.string() }).nullish(),
});

const bodyShape = z.object({
  user: z.object({ id: z.string(), team_id: z.string().optional() }),
  team: z.object({ id: z.string() }).nullish(),
  trigger_id: z.string().optional(),
  response_url: z.string().optional(),
  container: z.object({ is_ephemeral: z.boolean().optional() }).optional(),
  channel: z.object({ id: z.string() }).optional(),
  view: z.object({ id: z.string(), type: z.string() }).nullish(),
  actions: z.tuple([actionShape]).rest(actionShape),
});

export interface Click {
  readonly by: SlackPerson;
  /** What the button or the chosen option carries. */
  readonly value: string;
  readonly blockId: string;
  readonly triggerId: string | undefined;
  readonly responseUrl: string | undefined;
  /** In the direct messages with the bot, on a message that lasts: not one that only shows for now. */
  readonly isDirect: boolean;
  /** On Home, where answers are direct messages. */
  readonly isHome: boolean;
  /** The clicked message is seen by this person alone. */
  readonly isPrivate: boolean;
  readonly answer: Answer;
}

/** Reads a `block_actions` delivery. Throws when it is not shaped as Slack documents it. */
export function readClick(body: unknown, deps: AnswerDeps, teamId: string): Click {
  const { user, container, channel, view, actions, ...rest } = bodyShape.parse(body);
  const [action] = actions;
  const isEphemeral = container?.is_ephemeral === true;
  const isDirect = channel?.id.startsWith('D') === true && !isEphemeral;
  const isPrivate = isDirect || isEphemeral;
  return {
    by: { teamId, userId: user.id },
    value: action.selected_option?.value ?? action.value ?? '',
    blockId: action.block_id,
    triggerId: rest.trigger_id,
    responseUrl: rest.response_url,
    isDirect,
    isHome: view?.type === 'home',
    isPrivate,
    answer: createAnswer(deps, {
      userId: user.id,
      responseUrl: rest.response_url,
      isPrivate,
      dialogId: view?.type === 'modal' ? view.id : undefined,
    }),
  };
}
