import type { Deliveries } from './deliveries.ts';
import type { Faults } from './faults.ts';
import type { JsonObject } from './json.ts';
import type { AppManifest } from './manifest.ts';
import type { ResponseUrls } from './response-url.ts';
import type { SocketHub } from './socket.ts';
import type { Triggers } from './triggers.ts';
import type { Workspace } from './workspace.ts';

/** One request of the app, with what it was answered; a response URL is the method `response_url`. */
export interface ApiCall {
  readonly method: string;
  readonly args: JsonObject;
  /** Milliseconds, real time. */
  readonly at: number;
  status: number;
  /** `undefined` while the request is being held, and where the answer was lost. */
  answer: JsonObject | undefined;
}

/** Something the app did that Slack refused, or that would have gone wrong in front of a person. */
export interface Problem {
  /** A Web API method, `response_url`, or `ack of …`. */
  readonly where: string;
  readonly error: string;
  /** Slack's explanations, each with a pointer to the place. */
  readonly details: readonly string[];
}

interface Credentials {
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  /** The old verification token that still stands in every payload. */
  readonly verificationToken: string;
}

/** All the parts of the local Slack that know one another. */
export interface Backend {
  readonly manifest: AppManifest;
  readonly scopes: Set<string>;
  readonly workspace: Workspace;
  readonly credentials: Credentials;
  readonly triggers: Triggers;
  readonly responseUrls: ResponseUrls;
  readonly faults: Faults;
  readonly sockets: SocketHub;
  readonly deliveries: Deliveries;
  readonly calls: ApiCall[];
  readonly problems: Problem[];
  /** Set once the app was uninstalled: what every token is answered from then on. */
  revoked: string | undefined;
  /** `http://127.0.0.1:PORT`, known once the server listens. */
  origin: string;
}

export function noteProblem(backend: Backend, problem: Problem): void {
  backend.problems.push(problem);
  backend.workspace.changes.emit({ kind: 'problem', index: backend.problems.length - 1 });
}
