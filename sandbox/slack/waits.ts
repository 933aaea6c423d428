import type { ApiCall, Backend } from './backend.ts';
import { waitUntil } from './changes.ts';
import type { Message } from './conversations.ts';
import type { View } from './views.ts';

/** Waiting for what the app does, without sleeping; each rejects with what there was instead. */
export interface Waits {
  /** A message in a channel or direct message that fits; one that is there already counts. */
  waitForMessage(fits: (message: Message) => boolean, timeoutMs?: number): Promise<Message>;
  /** A message only this person sees. */
  waitForEphemeral(
    user: string,
    fits?: (message: Message) => boolean,
    timeoutMs?: number,
  ): Promise<Message>;
  /** A published Home or an open modal. */
  waitForView(fits: (view: View) => boolean, timeoutMs?: number): Promise<View>;
  /** A call that has been answered. */
  waitForCall(
    method: string,
    fits?: (call: ApiCall) => boolean,
    timeoutMs?: number,
  ): Promise<ApiCall>;
  /** At least one open socket. */
  waitForConnection(timeoutMs?: number): Promise<void>;
}

function said(messages: readonly Message[]): string {
  if (messages.length === 0) return 'There was none.';
  const lines = messages.slice(-10).map((each) => `${each.channel}: ${each.text.slice(0, 200)}`);
  return `There was:\n${lines.join('\n')}`;
}

export function createWaits(backend: Backend, waitMs: number): Waits {
  const { workspace, calls, problems, sockets } = backend;
  const troubles = () =>
    problems.length === 0 ? '' : `\nProblems so far: ${JSON.stringify(problems, undefined, 2)}`;
  return {
    waitForMessage: (fits, timeoutMs = waitMs) =>
      waitUntil(workspace.changes, {
        what: 'a message',
        timeoutMs,
        probe: () => workspace.messages.findLast(fits),
        instead: () => said(workspace.messages) + troubles(),
      }),
    waitForEphemeral: (user, fits = () => true, timeoutMs = waitMs) =>
      waitUntil(workspace.changes, {
        what: `an ephemeral message to ${user}`,
        timeoutMs,
        probe: () => workspace.ephemeralsOf(user).findLast(fits),
        instead: () => said(workspace.ephemeralsOf(user)) + troubles(),
      }),
    waitForView: (fits, timeoutMs = waitMs) => {
      const views = () => [...workspace.homes.values(), ...[...workspace.modals.values()].flat()];
      return waitUntil(workspace.changes, {
        what: 'a view',
        timeoutMs,
        probe: () => views().findLast(fits),
        instead: () =>
          `There was: ${JSON.stringify(views().map((view) => view.content)).slice(0, 2000)}${troubles()}`,
      });
    },
    waitForCall: (method, fits = () => true, timeoutMs = waitMs) =>
      waitUntil(workspace.changes, {
        what: `a call of ${method}`,
        timeoutMs,
        probe: () =>
          calls.find((call) => call.method === method && call.answer !== undefined && fits(call)),
        instead: () =>
          `There was: ${calls.map((call) => `${call.method} ${call.status}`).join(', ')}${troubles()}`,
      }),
    waitForConnection: async (timeoutMs = waitMs) => {
      await waitUntil(workspace.changes, {
        what: 'a socket',
        timeoutMs,
        probe: () => (sockets.connections > 0 ? true : undefined),
        instead: () => `Calls so far: ${calls.map((call) => call.method).join(', ')}${troubles()}`,
      });
    },
  };
}
