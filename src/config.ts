/** The settings: environment in, `Config` out, or every problem at once. */
import type { Prices } from './core/money.ts';
import type { RemovalMode } from './core/removal.ts';

export interface SlackSocketMode {
  readonly kind: 'socket';
  readonly appToken: string;
}

export interface SlackHttpMode {
  readonly kind: 'http';
  readonly signingSecret: string;
  readonly port: number;
}

export interface DigestSettings {
  readonly channelId: string;
  /** ISO weekday, Monday 1 to Sunday 7. */
  readonly weekday: number;
  readonly hour: number;
  readonly minute: number;
  /** An IANA zone, such as `Europe/Berlin`. */
  readonly timeZone: string;
  readonly names: 'auto' | 'yes' | 'no';
}

export interface Config {
  readonly slack: {
    readonly botToken: string;
    readonly mode: SlackSocketMode | SlackHttpMode;
    /** Ends with a slash. */
    readonly apiUrl: string;
    /** With its slash, such as `/copilot`. */
    readonly command: string;
  };
  readonly github: {
    readonly appId: string;
    /** PEM, normalised. */
    readonly privateKey: string;
    /** Without a slash at its end. */
    readonly apiUrl: string;
  };
  readonly managers: SlackGroup;
  readonly viewers: SlackGroup;
  readonly dormantAfterDays: number;
  readonly removals: RemovalMode;
  /** A channel (`C…`, `G…`) or person (`U…`, `W…`) to ask. */
  readonly seatContact: string | undefined;
  readonly alertChannel: string | undefined;
  readonly refreshMinutes: number;
  readonly digest: DigestSettings | undefined;
  readonly prices: Prices;
  readonly currency: string;
  readonly retentionDays: number;
  readonly databasePath: string;
  readonly healthPort: number;
  readonly healthHost: string;
  readonly logLevel: string;
}

export interface SlackGroup {
  readonly userIds: readonly string[];
  readonly userGroupIds: readonly string[];
}
