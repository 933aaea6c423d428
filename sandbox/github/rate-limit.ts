import type { Company } from './company.ts';
import type { Keys } from './keys.ts';
import { type Call, failure, type Reply } from './reply.ts';

const HOUR_MS = 3_600_000;

interface Window {
  readonly resetsAt: number;
  used: number;
}

/** The primary limit, counted per installation and hour of the company's clock. */
export class RateLimit {
  readonly #company: Company;
  readonly #keys: Keys;
  readonly #limit: number;
  readonly #windows = new Map<string, Window>();

  constructor(company: Company, keys: Keys, limit: number) {
    this.#company = company;
    this.#keys = keys;
    this.#limit = limit;
  }

  /** Counts a request; the answer of GitHub where it was one too many. */
  refusal(call: Call): Reply | undefined {
    const window = this.#window(call);
    window.used += 1;
    if (window.used <= this.#limit) return undefined;
    const who = this.#keys.subjectOf(call.headers.authorization);
    return failure(403, `API rate limit exceeded for ${who}.`);
  }

  headers(call: Call): Record<string, string> {
    const { used, resetsAt } = this.#window(call);
    return {
      'x-ratelimit-limit': String(this.#limit),
      'x-ratelimit-remaining': String(Math.max(0, this.#limit - used)),
      'x-ratelimit-used': String(Math.min(used, this.#limit)),
      'x-ratelimit-reset': String(Math.ceil(resetsAt / 1000)),
      'x-ratelimit-resource': 'core',
    };
  }

  #window(call: Call): Window {
    const key = this.#keys.subjectOf(call.headers.authorization);
    const now = this.#company.now();
    const known = this.#windows.get(key);
    // A clock that was set back starts a new hour too.
    if (known !== undefined && now < known.resetsAt && now > known.resetsAt - 2 * HOUR_MS) {
      return known;
    }
    const fresh = { resetsAt: now + HOUR_MS, used: 0 };
    this.#windows.set(key, fresh);
    return fresh;
  }
}
