import type { Backend } from './backend.ts';
import type { JsonObject } from './json.ts';
import { flag, knownPerson, type Methods, page, required } from './method.ts';
import { groupOnWire, type Person, personOnWire } from './people.ts';
import { Refusal } from './refusal.ts';

function wire(backend: Backend, person: Person): JsonObject {
  return personOnWire(person, backend.scopes.has('users:read.email'), backend.workspace.now());
}

function usersInfo(backend: Backend, args: JsonObject): JsonObject {
  return { user: wire(backend, knownPerson(backend, required(args, 'user'))) };
}

function usersList(backend: Backend, args: JsonObject): JsonObject {
  const own = [...backend.workspace.people.values()].filter((each) => each.kind !== 'stranger');
  const { items, cursor } = page(
    own.map((person) => wire(backend, person)),
    args,
  );
  return { members: items, response_metadata: { next_cursor: cursor } };
}

function lookupByEmail(backend: Backend, args: JsonObject): JsonObject {
  const email = required(args, 'email').toLowerCase();
  const person = [...backend.workspace.people.values()].find(
    (each) => each.email?.toLowerCase() === email && !['deleted', 'stranger'].includes(each.kind),
  );
  if (person === undefined) throw new Refusal('users_not_found');
  return { user: wire(backend, person) };
}

function groupsList(backend: Backend, args: JsonObject): JsonObject {
  const groups = [...backend.workspace.groups.values()].filter(
    (group) => !group.disabled || flag(args, 'include_disabled'),
  );
  const usergroups = groups.map((group) => {
    const shown = groupOnWire(group, backend.workspace.team);
    return flag(args, 'include_users') ? { ...shown, users: [...group.users] } : shown;
  });
  return { usergroups };
}

function groupUsers(backend: Backend, args: JsonObject): JsonObject {
  const group = backend.workspace.groups.get(required(args, 'usergroup'));
  const isHidden = group?.disabled === true && !flag(args, 'include_disabled');
  if (group === undefined || isHidden) throw new Refusal('no_such_subteam');
  return { users: [...group.users] };
}

function authTest(backend: Backend): JsonObject {
  const { team, bot } = backend.workspace;
  return {
    url: team.url,
    team: team.name,
    user: bot.name,
    team_id: team.id,
    user_id: bot.id,
    bot_id: bot.botId,
    is_enterprise_install: false,
  };
}

function botsInfo(backend: Backend, args: JsonObject): JsonObject {
  const { workspace } = backend;
  const id = args['bot'] ?? workspace.bot.botId;
  const person = [...workspace.people.values()].find((each) => each.botId === id);
  if (person === undefined) throw new Refusal('bot_not_found');
  const bot = {
    id: person.botId,
    app_id: person === workspace.bot ? workspace.appId : `A${person.id.slice(1)}`,
    user_id: person.id,
    name: person.realName,
    deleted: false,
    updated: 0,
  };
  return { bot };
}

function teamInfo(backend: Backend): JsonObject {
  const { id, name, domain, url } = backend.workspace.team;
  return { team: { id, name, domain, url, email_domain: `${domain}.example` } };
}

function openConnection(backend: Backend): JsonObject {
  const origin = backend.origin.replace(/^http/, 'ws');
  return { url: `${origin}${backend.sockets.newPath()}` };
}

export const peopleMethods: Methods = {
  'auth.test': { run: authTest },
  'apps.connections.open': { token: 'app', run: openConnection },
  'bots.info': { scopes: ['users:read'], run: botsInfo },
  'team.info': { scopes: ['team:read'], run: teamInfo },
  'users.info': { scopes: ['users:read'], run: usersInfo },
  'users.list': { scopes: ['users:read'], run: usersList },
  'users.lookupByEmail': { scopes: ['users:read.email'], run: lookupByEmail },
  'usergroups.list': { scopes: ['usergroups:read'], run: groupsList },
  'usergroups.users.list': { scopes: ['usergroups:read'], run: groupUsers },
};
