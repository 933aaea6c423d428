/**
 * Takes a seat or gives it back: exactly one request, whatever becomes of it. What an answer leaves
 * open is settled by reading the seat, never by sending again: a repeated POST revives a cancelled seat.
 */
import type { Stopping } from '../lib/stopping.ts';
import { type Desk, headersFor, pathPiece } from './desk.ts';
import { asGitHubError, readRequestId, SEATS_PERMISSION, sortAnswer } from './errors.ts';
import type { Asked, ChangeResult } from './github.ts';
import { describeWait, type Gate } from './limits.ts';
import { type Answer, ask } from './request.ts';
import { parseJson, seatsCancelled, seatsCreated } from './shapes.ts';

const CHANGES = {
  remove: { method: 'DELETE', count: seatsCancelled },
  restore: { method: 'POST', count: seatsCreated },
} as const;

export interface Change {
  readonly kind: keyof typeof CHANGES;
  readonly login: string;
  /** Before the request is sent the beginning of a stop ends it; afterwards only the end of the grace. */
  readonly stopping: Stopping;
}

/** A token lives for an hour; one this old could end on the way. */
const OLDEST_TOKEN_MS = 50 * 60_000;

/** See `GitHub.removeSeat` and `GitHub.restoreSeat`. */
export async function changeSeat(desk: Desk, asked: Asked, change: Change): Promise<ChangeResult> {
  const gate = desk.gates(asked.installationId);
  const { begun } = change.stopping;
  // Before queueing as well, because what is being waited for in the queue may be this very limit.
  const closed = notNow(gate);
  if (closed !== undefined) return closed;
  try {
    return await gate.inTurn('click', () => changeInTurn(desk, asked, change), begun);
  } catch (error) {
    // What begins in its turn lets nothing out, so the queue was left before that.
    if (begun.aborted) return stopped();
    throw error;
  }
}

async function changeInTurn(
  desk: Desk,
  asked: Asked,
  { kind: change, login, stopping }: Change,
): Promise<ChangeResult> {
  const { begun, over } = stopping;
  const gate = desk.gates(asked.installationId);
  const { deadlineMs } = desk.timing;
  const closedMeanwhile = notNow(gate);
  if (closedMeanwhile !== undefined) return closedMeanwhile;
  let question: Parameters<typeof ask>[0];
  try {
    const org = pathPiece(asked.login);
    pathPiece(login);
    await gate.spaceChange(begun);
    const token = await desk.tokens.read(
      asked.installationId,
      { maxAgeMs: OLDEST_TOKEN_MS },
      begun,
    );
    question = {
      method: CHANGES[change].method,
      url: `${desk.apiUrl}/orgs/${org}/copilot/billing/selected_users`,
      headers: { ...headersFor(token), 'content-type': 'application/json' },
      body: JSON.stringify({ selected_usernames: [login] }),
      deadlineMs,
      signal: over,
    };
  } catch (error) {
    if (begun.aborted) return stopped();
    return nothingSent(asGitHubError(error).failure.detail);
  }
  // Once more: asking for the token, too, can end in a limit that closes the gate.
  const closed = notNow(gate);
  if (closed !== undefined) return closed;
  try {
    const answer = await ask(question);
    gate.note(answer);
    return sortChange(desk, asked, answer, change);
  } catch (error) {
    const detail = over.aborted ? NOT_WAITED_FOR : asGitHubError(error).failure.detail;
    return { kind: 'unknown', detail, status: undefined, requestId: undefined };
  } finally {
    gate.noteChange();
  }
}

function notNow(gate: Gate): ChangeResult | undefined {
  const left = gate.leftMs();
  if (left === 0) return undefined;
  return nothingSent(
    `GitHub asks to be left alone for ${describeWait(left)}. Try again after that.`,
  );
}

const NOT_WAITED_FOR = 'Seatkeeper was stopped before GitHub answered.';

function stopped(): ChangeResult {
  return nothingSent('Seatkeeper is being stopped.');
}

function nothingSent(detail: string): ChangeResult {
  return {
    kind: 'refused',
    detail: `${detail} Nothing was sent.`,
    status: undefined,
    requestId: undefined,
  };
}

/** Answers by which GitHub says that it did not do it. After any other, it may have. */
const REFUSALS = new Set([400, 401, 403, 404, 405, 406, 410, 413, 415, 422, 428, 429, 451]);

function sortChange(
  desk: Desk,
  asked: Asked,
  answer: Answer,
  change: Change['kind'],
): ChangeResult {
  const { status } = answer;
  const requestId = readRequestId(answer);
  if (status >= 200 && status < 300) {
    const { data: seatsChanged } = CHANGES[change].count.safeParse(parseJson(answer.text));
    if (seatsChanged !== undefined) return { kind: 'answered', seatsChanged, status, requestId };
    const detail = 'GitHub accepted it in a form that Seatkeeper cannot read.';
    return { kind: 'unknown', detail, status, requestId };
  }
  const { failure } = sortAnswer(answer, { needs: SEATS_PERMISSION });
  if (failure.kind === 'permission') desk.tokens.distrust(asked.installationId);
  const kind = REFUSALS.has(status) ? 'refused' : 'unknown';
  return { kind, detail: failure.detail, status, requestId };
}
