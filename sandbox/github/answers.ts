import type { components } from '@octokit/openapi-types';
import type { Account, Installation, Organisation, Permissions } from './accounts.ts';
import type { Company } from './company.ts';
import {
  cycleStart,
  instantOf,
  type Person,
  rememberedRow,
  type Seat,
  type SeatRow,
  timestamp,
} from './seat-list.ts';

type Schemas = components['schemas'];

const APP_SLUG = 'seatkeeper-local';

/** A seat as the seat list and the member endpoint tell it. */
export function seatAnswer(organisation: Organisation, seat: Seat, now: number): SeatRow {
  if (seat.given) return seat.row;
  return {
    ...rememberedRow(seat.row, now),
    ...(organisation.plan === undefined ? {} : { plan_type: organisation.plan }),
    assignee: seat.person === undefined ? null : accountAnswer(seat.person, 'User'),
  };
}

/** `GET /orgs/{org}/copilot/billing`. The breakdown counts the billing cycle, not a threshold. */
export function billingAnswer(
  organisation: Organisation,
  now: number,
): Schemas['copilot-organization-details'] {
  const seats = organisation.seats.current(now);
  const since = cycleStart(now);
  const active = seats.filter((seat) => instantOf(seat.row.last_activity_at) >= since).length;
  return {
    seat_breakdown: {
      total: seats.length,
      added_this_cycle: seats.filter((seat) => instantOf(seat.row.created_at) >= since).length,
      pending_invitation: organisation.invited.size,
      pending_cancellation: seats.filter((seat) => hasCancellation(seat)).length,
      active_this_cycle: active,
      inactive_this_cycle: seats.length - active,
    },
    seat_management_setting: organisation.seatManagement,
    ide_chat: 'enabled',
    platform_chat: 'enabled',
    cli: 'enabled',
    public_code_suggestions: 'block',
    ...(organisation.plan === undefined ? {} : { plan_type: organisation.plan }),
  };
}

/** `GET /app`. */
export function appAnswer(appId: string, company: Company): NonNullable<Schemas['integration']> {
  const created = timestamp(Date.UTC(2026, 0, 5));
  return {
    id: Number(appId),
    slug: APP_SLUG,
    client_id: 'Iv23liSeatkeeperLocal',
    node_id: Buffer.from(`03:App${appId}`).toString('base64'),
    owner: accountAnswer({ id: 1, login: 'the-company' }, 'Organization'),
    name: 'Seatkeeper (local)',
    description: null,
    external_url: 'https://example.com/seatkeeper',
    html_url: `https://github.com/apps/${APP_SLUG}`,
    created_at: created,
    updated_at: created,
    permissions: wantedPermissions(company),
    events: [],
    installations_count: company.accounts.filter((each) => each.installation !== undefined).length,
  };
}

/** One installation, as the list, the single one and `GET /orgs/{org}/installation` tell it. */
export function installationAnswer(
  appId: string,
  account: Account,
  installation: Installation,
  api: string,
): Schemas['installation'] {
  const { id, suspendedAt } = installation;
  const created = timestamp(installation.createdAt);
  const isOrganisation = account.kind === 'organisation';
  return {
    id,
    client_id: 'Iv23liSeatkeeperLocal',
    account: isOrganisation ? accountAnswer(account, 'Organization') : enterpriseAnswer(account),
    repository_selection: 'all',
    access_tokens_url: `${api}/app/installations/${id}/access_tokens`,
    repositories_url: `${api}/installation/repositories`,
    html_url: `https://github.com/settings/installations/${id}`,
    app_id: Number(appId),
    app_slug: APP_SLUG,
    target_id: account.id,
    target_type: isOrganisation ? 'Organization' : 'Enterprise',
    permissions: installation.permissions,
    events: [],
    created_at: created,
    updated_at: created,
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by:
      suspendedAt === undefined ? null : accountAnswer({ id: 2, login: 'an-owner' }, 'User'),
    suspended_at: suspendedAt === undefined ? null : timestamp(suspendedAt),
  };
}

/** `GET /user/{account_id}`, as much as is public. */
export function userAnswer(person: Person): Schemas['public-user'] {
  const created = timestamp(Date.UTC(2020, 0, 5));
  return {
    ...accountAnswer(person, 'User'),
    name: null,
    company: null,
    blog: null,
    location: null,
    email: null,
    hireable: null,
    bio: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: created,
    updated_at: created,
  };
}

function accountAnswer(
  account: Person | Organisation,
  type: 'User' | 'Organization',
): Schemas['simple-user'] {
  const { id, login } = account;
  const url = `https://api.github.com/users/${login}`;
  return {
    login,
    id,
    node_id: Buffer.from(`04:${type}${id}`).toString('base64'),
    avatar_url: `https://avatars.githubusercontent.com/u/${id}?v=4`,
    gravatar_id: '',
    url,
    html_url: `https://github.com/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type,
    user_view_type: 'public',
    site_admin: false,
  };
}

function enterpriseAnswer(account: Exclude<Account, Organisation>): Schemas['enterprise'] {
  return {
    id: account.id,
    slug: account.slug,
    name: account.name,
    node_id: Buffer.from(`E_${account.id}`).toString('base64'),
    avatar_url: `https://avatars.githubusercontent.com/b/${account.id}?v=4`,
    description: null,
    website_url: null,
    html_url: `https://github.com/enterprises/${account.slug}`,
    created_at: null,
    updated_at: null,
  };
}

/** The App asks for the most that any of its installations was granted. */
function wantedPermissions(company: Company): Permissions {
  const wanted: Permissions = { metadata: 'read' };
  for (const { installation } of company.accounts) {
    for (const [name, level] of Object.entries(installation?.permissions ?? {})) {
      if (wanted[name] !== 'write') wanted[name] = level;
    }
  }
  return wanted;
}

function hasCancellation(seat: Seat): boolean {
  return typeof seat.row.pending_cancellation_date === 'string';
}
