import { DateTime } from 'luxon';
import type { JsonObject } from './json.ts';

export interface Team {
  readonly id: string;
  readonly name: string;
  readonly domain: string;
  readonly url: string;
}

/** `guest` sees several channels, `single-channel guest` one; a `stranger` belongs to another company's team. */
export type PersonKind =
  | 'member'
  | 'admin'
  | 'owner'
  | 'guest'
  | 'single-channel guest'
  | 'bot'
  | 'deleted'
  | 'stranger';

export interface Person {
  readonly id: string;
  teamId: string;
  name: string;
  realName: string;
  email: string | undefined;
  /** False where nobody has answered Slack's letter to the address; undefined counts as confirmed. */
  emailConfirmed?: boolean;
  tz: string;
  locale: string;
  kind: PersonKind;
  /** Only bots have one. */
  botId: string | undefined;
}

export interface PersonSeed {
  readonly name: string;
  readonly realName?: string;
  readonly email?: string;
  readonly tz?: string;
  readonly kind?: PersonKind;
}

export interface UserGroup {
  readonly id: string;
  handle: string;
  name: string;
  users: string[];
  disabled: boolean;
}

export interface GroupSeed {
  readonly handle: string;
  readonly name?: string;
  /** Names of people. */
  readonly users: readonly string[];
  readonly disabled?: boolean;
}

/** A person as `users.info` shows one; the address only where the app holds `users:read.email`. */
export function personOnWire(person: Person, withEmail: boolean, now: number): JsonObject {
  const { kind } = person;
  const profile: JsonObject = {
    real_name: person.realName,
    real_name_normalized: person.realName,
    display_name: person.name,
    display_name_normalized: person.name,
    team: person.teamId,
  };
  if (withEmail && person.email !== undefined && kind !== 'bot') profile['email'] = person.email;
  const wire: JsonObject = {
    id: person.id,
    team_id: person.teamId,
    name: person.name,
    deleted: kind === 'deleted',
    profile,
    is_bot: kind === 'bot',
    is_app_user: false,
    updated: Math.floor(now / 1000),
  };
  // Slack leaves the roles and the zone out of a deactivated person's record.
  if (kind === 'deleted') return wire;
  const local = DateTime.fromMillis(now, { zone: person.tz, locale: 'en-US' });
  return {
    ...wire,
    real_name: person.realName,
    tz: person.tz,
    tz_label: local.offsetNameLong ?? person.tz,
    tz_offset: local.offset * 60,
    locale: person.locale,
    is_admin: kind === 'admin' || kind === 'owner',
    is_owner: kind === 'owner',
    is_primary_owner: false,
    is_restricted: kind === 'guest' || kind === 'single-channel guest',
    is_ultra_restricted: kind === 'single-channel guest',
    is_stranger: kind === 'stranger',
    is_email_confirmed: person.emailConfirmed ?? true,
  };
}

export function groupOnWire(group: UserGroup, team: Team): JsonObject {
  return {
    id: group.id,
    team_id: team.id,
    is_usergroup: true,
    name: group.name,
    handle: group.handle,
    is_external: false,
    date_delete: group.disabled ? 1 : 0,
    user_count: group.users.length,
  };
}
