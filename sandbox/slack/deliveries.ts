import { setTimeout as sleep } from 'node:timers/promises';
import type { Problem } from './backend.ts';
import type { ChangeStream } from './changes.ts';
import type { JsonObject } from './json.ts';

type DeliveryKind = 'slash_commands' | 'interactive' | 'events_api';

export type Outcome =
  | { kind: 'acked'; ms: number; body: JsonObject | undefined }
  | { kind: 'timed out' }
  | { kind: 'not connected' }
  | { kind: 'rejected'; status: number; noRetry: boolean };

/** One try to hand something to the app. */
export interface Attempt {
  readonly envelopeId: string;
  readonly kind: DeliveryKind;
  readonly body: JsonObject;
  /** 0 for the first try. */
  readonly retry: number;
  readonly retryReason: string | undefined;
  readonly forged: Forgery | undefined;
}

/** What a forged HTTP request is signed with instead. */
export interface Forgery {
  readonly signingSecret?: string;
  /** Seconds since 1970. */
  readonly timestamp?: number;
}

export interface Transport {
  /** Hands an attempt over and waits for its acknowledgement, at most until the deadline. */
  send(attempt: Attempt, deadlineMs: number): Promise<Outcome>;
}

export interface Delivery {
  readonly id: string;
  readonly kind: DeliveryKind;
  /** What it was about, in a few words, for people. */
  readonly label: string;
  readonly body: JsonObject;
  readonly sentAt: number;
  /** How often it was sent. */
  attempts: number;
  outcome: Outcome | undefined;
  acked: boolean;
  /** Milliseconds from sending to acknowledgement. */
  ackMs: number | undefined;
  ackBody: JsonObject | undefined;
}

export interface DeliveryDraft {
  readonly kind: DeliveryKind;
  readonly label: string;
  readonly body: JsonObject;
  readonly forged?: Forgery | undefined;
}

interface Settings {
  readonly ackDeadlineMs: number;
  /** How long Slack waits before it sends an event again, once per entry. */
  readonly eventRetryDelaysMs: readonly number[];
  readonly changes: ChangeStream;
  readonly onProblem: (problem: Problem) => void;
}

/** Everything that was sent to the app, with how fast it was acknowledged. */
export class Deliveries {
  readonly list: Delivery[] = [];
  readonly #transport: Transport;
  readonly #settings: Settings;
  readonly #closed = new AbortController();

  constructor(transport: Transport, settings: Settings) {
    this.#transport = transport;
    this.#settings = settings;
  }

  /** Sends something once and waits for the outcome; an event that fails is sent again later, as Slack does. */
  async deliver(draft: DeliveryDraft): Promise<Delivery> {
    const { kind, label, body, forged } = draft;
    const delivery: Delivery = {
      id: crypto.randomUUID(),
      kind,
      label,
      body,
      sentAt: Date.now(),
      attempts: 0,
      outcome: undefined,
      acked: false,
      ackMs: undefined,
      ackBody: undefined,
    };
    this.list.push(delivery);
    this.#settings.changes.emit({ kind: 'delivery', id: delivery.id });
    const outcome = await this.#attempt(delivery, undefined, forged);
    if (kind === 'events_api' && isWorthRetrying(outcome)) void this.#retryEvent(delivery);
    return delivery;
  }

  /** Sends an event or anything else once more, as a retry: duplicates are a fact of life. */
  async redeliver(delivery: Delivery, reason = 'timeout'): Promise<Outcome> {
    return this.#attempt(delivery, reason, undefined);
  }

  close(): void {
    this.#closed.abort();
  }

  async #attempt(
    delivery: Delivery,
    retryReason: string | undefined,
    forged: Forgery | undefined,
  ): Promise<Outcome> {
    const { kind, body, label } = delivery;
    const retry = delivery.attempts;
    const envelopeId = retry === 0 ? delivery.id : crypto.randomUUID();
    delivery.attempts += 1;
    const attempt: Attempt = { envelopeId, kind, body, retry, retryReason, forged };
    const outcome = await this.#transport.send(attempt, this.#settings.ackDeadlineMs);
    delivery.outcome = outcome;
    if (outcome.kind === 'acked') {
      delivery.acked = true;
      delivery.ackMs ??= outcome.ms;
      delivery.ackBody ??= outcome.body;
    }
    if (outcome.kind === 'timed out') this.#report(label, 'operation_timeout');
    // A forged request is meant to be turned away.
    if (outcome.kind === 'rejected' && forged === undefined) {
      this.#report(label, `http_status_${outcome.status}`);
    }
    this.#settings.changes.emit({ kind: 'delivery', id: delivery.id });
    return outcome;
  }

  #report(label: string, error: string): void {
    this.#settings.onProblem({ where: `ack of ${label}`, error, details: [] });
  }

  async #retryEvent(delivery: Delivery): Promise<void> {
    for (const delay of this.#settings.eventRetryDelaysMs) {
      try {
        await sleep(delay, undefined, { signal: this.#closed.signal, ref: false });
      } catch {
        return;
      }
      const reason = delivery.outcome?.kind === 'rejected' ? 'http_error' : 'timeout';
      if (!isWorthRetrying(await this.#attempt(delivery, reason, undefined))) return;
    }
  }
}

function isWorthRetrying(outcome: Outcome): boolean {
  return outcome.kind === 'timed out' || (outcome.kind === 'rejected' && !outcome.noRetry);
}
