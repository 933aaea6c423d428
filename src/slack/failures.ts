/** Surprises in listeners end here: logged once with a reference, which the person who asked is given. */
import { randomBytes } from 'node:crypto';
import type { App } from '@slack/bolt';
import { z } from 'zod';
import { createAnswer } from './answer.ts';
import { contextFor, type ListenerDeps } from './listeners/listener-deps.ts';
import { renderFailure } from './views/answers.ts';

const bodyShape = z.object({
  user: z.object({ id: z.string() }).optional(),
  user_id: z.string().optional(),
  event: z.object({ user: z.string().optional() }).optional(),
  response_url: z.string().optional(),
});

export function registerFailures(app: App, deps: ListenerDeps): void {
  app.error(async ({ error, body }: { error: Error; body: unknown }) => {
    const reference = randomBytes(4).toString('hex');
    const err = findOriginal(error);
    deps.log.error({ event: 'listener-broke', reference, err }, 'a listener broke');
    const from = bodyShape.safeParse(body).data;
    const userId = from?.user?.id ?? from?.user_id;
    // Nobody waits for an answer to an event.
    if (userId === undefined || from?.event !== undefined) return;
    const answer = createAnswer(deps, {
      userId,
      responseUrl: from?.response_url,
      isPrivate: false,
      dialogId: undefined,
    });
    try {
      await answer.add(renderFailure(reference, contextFor(deps, 'member', userId)));
    } catch (unanswered) {
      deps.log.warn(
        { event: 'failure-untold', reference, err: unanswered },
        'a failure could not be told',
      );
    }
  });
}

/** Bolt wraps what a listener throws; only what is inside tells where it happened. */
function findOriginal(error: Error): Error {
  return 'original' in error && error.original instanceof Error ? error.original : error;
}
