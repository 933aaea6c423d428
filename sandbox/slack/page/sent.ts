import type { ApiCall, Backend, Problem } from '../backend.ts';
import type { Delivery } from '../deliveries.ts';
import { type JsonObject, objectAt, stringAt } from '../json.ts';
import type { SentCard } from './wire.ts';

const shown = 80;

/** A channel or a person by id, as people call it; what is unknown stays as it is. */
function nameOf(backend: Backend, id: string | undefined): string {
  if (id === undefined || id === '') return '';
  const { channels, people } = backend.workspace;
  const channel = channels.get(id);
  if (channel?.kind === 'im') return `direct message with ${nameOf(backend, channel.user)}`;
  return channel === undefined ? (people.get(id)?.realName ?? id) : `#${channel.name}`;
}

function placeOfDelivery(backend: Backend, body: JsonObject): string {
  const event = objectAt(body, 'event');
  const user =
    stringAt(body, 'user_id') ?? stringAt(objectAt(body, 'user'), 'id') ?? stringAt(event, 'user');
  const channel = stringAt(body, 'channel_id') ?? stringAt(objectAt(body, 'channel'), 'id');
  const who = nameOf(backend, user);
  const where = nameOf(backend, channel);
  if (where === '' || where.endsWith(who)) return who;
  return who === '' ? where : `${who} in ${where}`;
}

function outcomeOf(delivery: Delivery): { outcome: string; isBad: boolean } {
  const { outcome, ackMs } = delivery;
  const again = delivery.attempts > 1 ? `, sent ${delivery.attempts} times` : '';
  if (delivery.acked) {
    const ms = Math.max(1, Math.round(ackMs ?? 0));
    return { outcome: `acknowledged in ${ms} ms${again}`, isBad: ms > 3000 };
  }
  if (outcome === undefined) return { outcome: 'waiting…', isBad: false };
  const words = {
    acked: 'acknowledged',
    'timed out': 'not acknowledged within 3 seconds',
    'not connected': 'not delivered: the app is not connected',
    rejected: 'turned away by the app',
  };
  return { outcome: words[outcome.kind] + again, isBad: true };
}

function describeDelivery(backend: Backend, delivery: Delivery): SentCard {
  return {
    id: delivery.id,
    at: delivery.sentAt,
    direction: 'to the app',
    what: delivery.label,
    where: placeOfDelivery(backend, delivery.body),
    ...outcomeOf(delivery),
  };
}

function describeCall(backend: Backend, index: number, call: ApiCall): SentCard {
  const place = stringAt(call.args, 'channel') ?? stringAt(call.args, 'user_id');
  const user = stringAt(call.args, 'user');
  const where = nameOf(backend, place ?? user);
  const isGood = call.answer?.['ok'] === true;
  const error = stringAt(call.answer, 'error') ?? `status ${call.status}`;
  return {
    id: `call-${index}`,
    at: call.at,
    direction: 'from the app',
    what: call.method,
    where:
      place !== undefined && user !== undefined ? `${nameOf(backend, user)} in ${where}` : where,
    outcome: isGood ? 'accepted' : `refused: ${error}`,
    isBad: !isGood,
  };
}

/** Refusals are told with the call they answer; only what went wrong elsewhere gets a line of its own. */
function describeProblem(index: number, problem: Problem): SentCard | undefined {
  if (!problem.where.startsWith('ack of')) return undefined;
  if (problem.error === 'operation_timeout') return undefined;
  return {
    id: `problem-${index}`,
    at: Date.now(),
    direction: 'from the app',
    what: problem.where,
    where: problem.details.join('; '),
    outcome: `refused: ${problem.error}`,
    isBad: true,
  };
}

/** A card by the key the stream keeps for it; `undefined` where there is nothing to show. */
export function findSent(backend: Backend, key: string): SentCard | undefined {
  const [, kind, index = ''] = /^(call|problem)-(\d+)$/.exec(key) ?? [];
  const call = kind === 'call' ? backend.calls[Number(index)] : undefined;
  if (call !== undefined) {
    return isIdle(call) ? undefined : describeCall(backend, Number(index), call);
  }
  const problem = kind === 'problem' ? backend.problems[Number(index)] : undefined;
  if (problem !== undefined) return describeProblem(Number(index), problem);
  const delivery = backend.deliveries.list.find((each) => each.id === key);
  return delivery === undefined ? undefined : describeDelivery(backend, delivery);
}

/** Questions about who and where somebody is come by the dozen and tell a reader nothing. */
function isIdle(call: ApiCall): boolean {
  const reads = ['auth.test', 'users.info', 'usergroups.users.list', 'conversations.info'];
  return reads.includes(call.method) && call.answer?.['ok'] === true;
}

/** The latest that went to and fro, oldest first. */
export function listSent(backend: Backend): SentCard[] {
  const { deliveries, calls } = backend;
  const first = Math.max(0, calls.length - shown);
  const recent = [
    ...deliveries.list.slice(-shown).map((each) => describeDelivery(backend, each)),
    ...calls.slice(first).flatMap((_, index) => findSent(backend, `call-${first + index}`) ?? []),
  ];
  return recent.toSorted((one, other) => one.at - other.at).slice(-shown);
}
