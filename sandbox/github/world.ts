import type { Account, Permissions } from './accounts.ts';
import type { Company } from './company.ts';
import type { Keys } from './keys.ts';
import type { Call, Reply } from './reply.ts';
import type { ReportFiles } from './report-files.ts';

/** Everything that a route may need. */
export interface World {
  readonly appId: string;
  readonly company: Company;
  readonly keys: Keys;
  readonly files: ReportFiles;
  readonly url: () => string;
}

export interface Asked {
  readonly call: Call;
  /** The decoded segments of the path that the route names with a colon. */
  readonly params: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A route for the App itself, with its own key. */
interface AppRoute {
  readonly auth: 'app';
  readonly method: string;
  readonly path: string;
  readonly answer: (world: World, asked: Asked) => Reply;
}

/** A route about one account, with the token of the installation there. Any one permission will do. */
export interface AccountRoute {
  readonly auth: 'installation';
  readonly method: string;
  readonly path: string;
  readonly accepts: Permissions;
  readonly answer: (world: World, asked: Asked, account: Account) => Reply;
}

/** A route about what is public: any installation's token opens it, and it needs no permission. */
interface PublicRoute {
  readonly auth: 'any-installation';
  readonly method: string;
  readonly path: string;
  readonly answer: (world: World, asked: Asked) => Reply;
}

export type Route = AppRoute | AccountRoute | PublicRoute;
