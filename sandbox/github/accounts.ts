import type { components } from '@octokit/openapi-types';
import { type Person, SeatList } from './seat-list.ts';

type SeatManagement = 'assign_selected' | 'assign_all' | 'disabled' | 'unconfigured';
export type Permissions = Record<string, 'read' | 'write'>;

/** What the App may do where nothing else is said: everything that Seatkeeper can use. */
export const EVERY_PERMISSION: Permissions = {
  members: 'read',
  organization_copilot_seat_management: 'write',
  organization_copilot_metrics: 'read',
};

export interface Installation {
  readonly id: number;
  permissions: Permissions;
  suspendedAt: number | undefined;
  readonly createdAt: number;
}

export interface Organisation {
  readonly kind: 'organisation';
  readonly id: number;
  login: string;
  seatManagement: SeatManagement;
  /** `undefined` leaves `plan_type` out of every answer, as GitHub sometimes does. */
  plan: 'business' | 'enterprise' | undefined;
  /** False: the organisation has no Copilot at all. */
  copilot: boolean;
  /** The enterprise policy "Copilot usage metrics"; without it reports answer 403 to every App. */
  usageMetrics: boolean;
  installation: Installation | undefined;
  readonly seats: SeatList;
  readonly members: Set<Person>;
  /** Invited to the organisation, not there yet: the member seat answers 422. */
  readonly invited: Set<Person>;
}

/** An enterprise account that the App is installed on: it has a slug, and no login. */
export interface Enterprise {
  readonly kind: 'enterprise';
  readonly id: number;
  readonly slug: string;
  readonly name: string;
  installation: Installation | undefined;
}

export type Account = Organisation | Enterprise;

export interface OrganisationOptions {
  readonly login: string;
  readonly id?: number;
  readonly seatManagement?: SeatManagement;
  readonly plan?: 'business' | 'enterprise' | undefined;
  readonly copilot?: boolean;
  readonly usageMetrics?: boolean;
  readonly utcOffsetMinutes?: number;
  /** `false`: the App is not installed here. */
  readonly installed?: boolean;
  readonly permissions?: Permissions;
}

export function createOrganisation(options: OrganisationOptions, id: number): Organisation {
  return {
    kind: 'organisation',
    id,
    login: options.login,
    seatManagement: options.seatManagement ?? 'assign_selected',
    plan: 'plan' in options ? options.plan : 'business',
    copilot: options.copilot ?? true,
    usageMetrics: options.usageMetrics ?? true,
    installation: undefined,
    seats: new SeatList(options.utcOffsetMinutes ?? 0),
    members: new Set(),
    invited: new Set(),
  };
}

export function nameOf(account: Account): string {
  return account.kind === 'organisation' ? account.login : account.slug;
}

/** A team of an organisation, as a seat row tells it; its id follows from its name. */
export function teamAnswer(org: Organisation, name: string): components['schemas']['team'] {
  const slug = name.toLowerCase().replaceAll(' ', '-');
  const id = Number.parseInt(Buffer.from(slug).toString('hex').slice(0, 6), 16);
  const url = `https://api.github.com/organizations/${org.id}/team/${id}`;
  return {
    id,
    node_id: Buffer.from(`04:Team${id}`).toString('base64'),
    url,
    html_url: `https://github.com/orgs/${org.login}/teams/${slug}`,
    name,
    slug,
    description: null,
    privacy: 'closed',
    notification_setting: 'notifications_enabled',
    permission: 'pull',
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
    type: 'organization',
    organization_id: org.id,
    parent: null,
  };
}
