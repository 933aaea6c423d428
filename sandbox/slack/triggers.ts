import { Refusal } from './refusal.ts';

const triggerLifeMs = 3000;

interface Trigger {
  readonly user: string;
  readonly channel: string | undefined;
  /** The view the person was in, for views.push. */
  readonly view: string | undefined;
  readonly issuedAt: number;
  used: boolean;
}

/** Trigger ids: three seconds of real time, one use. https://docs.slack.dev/interactivity/handling-user-interaction */
export class Triggers {
  readonly #known = new Map<string, Trigger>();

  issue(trigger: {
    user: string;
    channel?: string | undefined;
    view?: string | undefined;
  }): string {
    const id = `${1_000_000_000_000 + this.#known.size}.${Date.now()}.${crypto.randomUUID().replaceAll('-', '')}`;
    const { user, channel, view } = trigger;
    this.#known.set(id, { user, channel, view, issuedAt: Date.now(), used: false });
    return id;
  }

  /** Looks a trigger up without using it; throws as Slack refuses. */
  check(id: string): Trigger {
    const trigger = this.#known.get(id);
    if (trigger === undefined) throw new Refusal('invalid_trigger_id');
    if (trigger.used) throw new Refusal('exchanged_trigger_id');
    if (Date.now() - trigger.issuedAt > triggerLifeMs) throw new Refusal('expired_trigger_id');
    return trigger;
  }

  use(id: string): void {
    const trigger = this.#known.get(id);
    if (trigger !== undefined) trigger.used = true;
  }

  /** Makes a trigger as old as it can get, for tests that do not want to wait for it. */
  expire(id: string): void {
    const trigger = this.#known.get(id);
    if (trigger !== undefined) this.#known.set(id, { ...trigger, issuedAt: -Infinity });
  }
}
