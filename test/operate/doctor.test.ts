import { chmod, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Company } from '../../sandbox/github/company.ts';
import { type LocalGitHub, startLocalGitHub } from '../../sandbox/github/server.ts';
import { type LocalSlack, startLocalSlack } from '../../sandbox/slack/server.ts';
import { type Config, parseConfig } from '../../src/config.ts';
import { createGitHub } from '../../src/github/client.ts';
import {
  type FileState,
  planDatabaseFindings,
  probeFile,
} from '../../src/operate/doctor/database.ts';
import {
  count,
  type Finding,
  fine,
  note,
  problem,
  renderSections,
} from '../../src/operate/doctor/findings.ts';
import { planGitHubFindings, readGitHubFacts } from '../../src/operate/doctor/github.ts';
import { planSettingsFindings } from '../../src/operate/doctor/settings.ts';
import { planScopes, planSlackFindings } from '../../src/operate/doctor/slack.ts';
import {
  type Identity,
  readSlackFacts,
  type SlackFacts,
} from '../../src/operate/doctor/slack-facts.ts';
import { examine } from '../../src/operate/doctor.ts';
import { createLog } from '../../src/operate/logs.ts';
import { openStore } from '../../src/store/database.ts';
import { StoreError } from '../../src/store/store-error.ts';

const log = createLog({ level: 'silent', secrets: [] });
const WANTED = {
  required: ['commands', 'chat:write', 'users:read'],
  optional: ['usergroups:read', 'channels:read', 'groups:read'],
};
const MANIFEST = {
  oauth_config: { scopes: { bot: WANTED.required, bot_optional: WANTED.optional } },
};

let github: LocalGitHub;
let slack: LocalSlack;
let folder: string;
const closing: (() => Promise<void>)[] = [];

beforeEach(async () => {
  github = await startLocalGitHub({ company: new Company() });
  slack = await startLocalSlack({ manifest: MANIFEST });
  folder = await mkdtemp(join(tmpdir(), 'doctor-test-'));
  closing.push(
    () => github.close(),
    () => slack.close(),
    () => rm(folder, { recursive: true }),
  );
});

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

function configure(env: Record<string, string> = {}): Config {
  return parseConfig({
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    GITHUB_APP_ID: github.appId,
    GITHUB_PRIVATE_KEY: github.privateKey,
    GITHUB_API_URL: github.url,
    DATABASE_PATH: join(folder, 'seats.db'),
    SEAT_MANAGERS: slack.workspace.person('maya').id,
    ...env,
  });
}

function gitHubOf(config: Config) {
  return createGitHub({ ...config.github, log, timing: { retryDelayMs: 1, patienceMs: 10 } });
}

async function tryMemory(path: string): Promise<void> {
  const store = await openStore(path);
  await store.close();
}

function said(findings: readonly Finding[], kind: Finding['kind']): string {
  return findings
    .filter((finding) => finding.kind === kind)
    .map(({ what }) => what)
    .join('\n');
}

/** In place of the ordinary one, where every optional scope was granted. */
async function installWithRequiredScopes(): Promise<void> {
  await slack.close();
  slack = await startLocalSlack({ manifest: MANIFEST, grantedOptionalScopes: [] });
}

describe('the doctor', () => {
  it('finds an installation fine that is fine, and changes nothing', async () => {
    github.company.addOrganisation({ login: 'acme-labs' });
    const config = configure();
    const sections = await examine({
      config,
      env: {},
      wantedScopes: WANTED,
      github: gitHubOf(config),
      tryMemory,
      log,
    });
    expect(count(sections, 'problem') + count(sections, 'note')).toBe(0);
    const report = renderSections(sections);
    expect(report).toContain('Everything is fine.');
    expect(report).toContain('acme-labs: seats are assigned one by one.');
    expect(report).toContain('holds 6 scopes');
    expect(report).not.toMatch(/xox|xapp|PRIVATE KEY/);
    expect(await readdir(folder)).toEqual([]);
    expect(slack.problems).toEqual([]);
    const methods = new Set(github.requests.map(({ method, path }) => `${method} ${path}`));
    expect([...methods].filter((each) => !/^GET|access_tokens$/.test(each))).toEqual([]);
    expect(slack.calls.map(({ method }) => method).toSorted()).toEqual([
      'apps.connections.open',
      'auth.test',
      'bots.info',
      'users.info',
    ]);
  });

  it('finds everything that is wrong at once, one trouble hiding no other', async () => {
    const config = configure({
      SLACK_BOT_TOKEN: 'xoxb-wrong',
      GITHUB_APP_ID: '999',
      SEAT_MANAGERS: '',
    });
    await writeFile(config.databasePath, 'not a database at all, but long enough to be looked at');
    const sections = await examine({
      config,
      env: { SEAT_MANAGER: 'U1' },
      wantedScopes: WANTED,
      github: gitHubOf(config),
      tryMemory,
      log,
    });
    const report = renderSections(sections);
    expect(report).toContain('✗ SEAT_MANAGERS is empty');
    expect(report).toContain('Did you mean SEAT_MANAGERS?');
    expect(report).toContain('is not a memory of Seatkeeper');
    expect(report).toContain('Slack refuses SLACK_BOT_TOKEN (invalid_auth)');
    expect(report).toContain('GitHub does not know this App by this key');
    expect(report).toContain('4 problems to mend, 1 note.');
  });

  it('goes on when a part of it fails in a way nobody foresaw', async () => {
    const config = configure();
    const sections = await examine({
      config,
      env: {},
      wantedScopes: WANTED,
      github: {
        ...gitHubOf(config),
        describeApp: () => Promise.reject(new TypeError('CANARY')),
      },
      tryMemory,
      log,
    });
    expect(renderSections(sections)).toContain('✗ GitHub could not be looked at (TypeError).');
    expect(renderSections(sections)).not.toContain('CANARY');
    expect(renderSections(sections)).toContain('Socket Mode opens.');
  });
});

describe("the doctor's look at the settings", () => {
  it.each([
    ['a dry run', { REMOVALS: 'dry-run' }, 'REMOVALS is dry-run'],
    ['the kill switch', { REMOVALS: 'off' }, 'REMOVALS is off'],
    ['a digest without a channel', { DIGEST_DAY: 'friday' }, 'There is no DIGEST_CHANNEL'],
    ['two modes', { SLACK_SIGNING_SECRET: '0123456789abcdef' }, 'SLACK_SIGNING_SECRET is not used'],
    [
      'HTTP mode',
      { SLACK_APP_TOKEN: '', SLACK_SIGNING_SECRET: '0123456789abcdef' },
      'HTTP mode: Slack must reach port 3000',
    ],
  ])('notes %s', (_claim, env, expected) => {
    const findings = planSettingsFindings(configure(env), env);
    expect(said(findings, 'note')).toContain(expected);
    expect(said(findings, 'problem')).toBe('');
  });
});

describe("the doctor's look at the file", () => {
  let path: string;

  beforeEach(async () => {
    path = join(folder, 'seats.db');
    await tryMemory(path);
  });

  it('finds a sound memory sound, without a trace', async () => {
    const before = await readFile(path);
    const names = await readdir(folder);
    expect(await probeFile(path, tryMemory)).toEqual({ kind: 'sound' });
    expect(await readdir(folder)).toEqual(names);
    expect(await readFile(path)).toEqual(before);
  });

  it('looks while a bot has the file open', async () => {
    const store = await openStore(path);
    expect(await probeFile(path, tryMemory)).toEqual({ kind: 'sound' });
    expect(await store.isWritable()).toBe(true);
    await store.close();
  });

  it('holds nothing against a file that changed while it was copied', async () => {
    let tries = 0;
    async function tryWhileWriting(): Promise<void> {
      tries += 1;
      await writeFile(`${path}-wal`, 'x'.repeat(tries));
      throw new StoreError('damaged', 'torn');
    }
    expect(await probeFile(path, tryWhileWriting)).toEqual({ kind: 'busy' });
    expect(tries).toBe(3);
  });

  it('says nothing about a file when it is itself at fault', async () => {
    const broken = () => Promise.reject(new TypeError('a fault of ours'));
    await expect(probeFile(path, broken)).rejects.toThrow('a fault of ours');
  });

  it.each<[string, () => Promise<void>, FileState]>([
    ['absent', () => rm(path), { kind: 'absent', creatable: true }],
    ['empty', () => truncate(path, 0), { kind: 'refused', why: 'empty' }],
    ['foreign', () => writeFile(path, 'x'.repeat(200)), { kind: 'refused', why: 'foreign' }],
    [
      'damaged',
      async () => {
        const bytes = await readFile(path);
        await writeFile(path, bytes.fill(0x5a, 4096, bytes.length));
      },
      { kind: 'refused', why: 'damaged' },
    ],
    [
      'newer',
      async () => {
        const bytes = await readFile(path);
        bytes.writeUInt32BE(9999, 60);
        await writeFile(path, bytes);
      },
      { kind: 'refused', why: 'newer' },
    ],
    [
      'a journal without its file',
      async () => {
        await rm(path);
        await writeFile(`${path}-wal`, 'rest');
      },
      { kind: 'refused', why: 'damaged' },
    ],
  ])('finds it %s', async (_claim, spoil, expected) => {
    await spoil();
    const names = await readdir(folder);
    expect(await probeFile(path, tryMemory)).toEqual(expected);
    expect(await readdir(folder)).toEqual(names);
  });

  it('finds that a folder deep down can be made', async () => {
    const deep = join(folder, 'not', 'there', 'yet', 'seats.db');
    expect(await probeFile(deep, tryMemory)).toEqual({ kind: 'absent', creatable: true });
    expect(await readdir(folder)).not.toContain('not');
    const below = await probeFile(join(path, 'seats.db'), tryMemory);
    expect(below).toEqual({ kind: 'absent', creatable: false });
  });

  // Root may write everywhere, whatever the mode says.
  it.skipIf(process.getuid?.() === 0)('finds that it may not write', async () => {
    await chmod(path, 0o400);
    expect(await probeFile(path, tryMemory)).toEqual({ kind: 'not-writable' });
  });

  it.each<[FileState, Finding['kind'], string]>([
    [{ kind: 'sound' }, 'fine', 'is sound'],
    [{ kind: 'busy' }, 'fine', 'by a running Seatkeeper'],
    [{ kind: 'absent', creatable: true }, 'fine', 'the first start makes it'],
    [{ kind: 'absent', creatable: false }, 'problem', 'cannot be made'],
    [{ kind: 'not-writable' }, 'problem', 'cannot be read and written'],
    [{ kind: 'unknown', code: 'ENOSPC' }, 'note', 'ENOSPC'],
    [{ kind: 'refused', why: 'newer' }, 'problem', 'by a newer Seatkeeper'],
    [{ kind: 'refused', why: 'damaged' }, 'problem', 'is damaged'],
  ])('says what %j means', (state, kind, expected) => {
    expect(said(planDatabaseFindings(state, './data/x.db'), kind)).toContain(expected);
  });

  it('passes on what the memory says when it refuses', async () => {
    const state = await probeFile(path, () => Promise.reject(new StoreError('migration', 'x')));
    expect(state).toEqual({ kind: 'refused', why: 'migration' });
  });
});

describe("the doctor's look at Slack", () => {
  async function look(env: Record<string, string> = {}) {
    const config = configure(env);
    return planSlackFindings(await readSlackFacts(config, log), config, WANTED);
  }
  function idOf(name: string): string {
    return slack.workspace.person(name).id;
  }

  it('reads the scopes of the token from the header of the answer', async () => {
    await installWithRequiredScopes();
    const facts = await readSlackFacts(configure(), log);
    expect(facts.identity).toMatchObject({
      kind: 'identity',
      scopes: WANTED.required,
      team: 'Acme',
      appId: 'A0SEATS001',
    });
  });

  const IDENTITY: Identity = {
    kind: 'identity',
    team: 'Acme',
    teamId: 'T1',
    bot: 'seatkeeper',
    appId: 'A1',
    scopes: [],
  };

  it('names every missing scope with what it costs, the optional ones as notes', () => {
    const findings = planScopes({ ...IDENTITY, scopes: ['commands', 'users:read'] }, WANTED);
    expect(said(findings, 'problem')).toBe(
      'The scope chat:write is missing: no digest and no message can be sent.',
    );
    expect(said(findings, 'note').split('\n')).toHaveLength(3);
    expect(said(findings, 'note')).toContain('usergroups:read is missing: user groups in');
  });

  it('says so when Slack does not name the scopes', () => {
    const findings = planScopes({ ...IDENTITY, scopes: undefined }, WANTED);
    expect(findings.map(({ kind }) => kind)).toEqual(['note']);
  });

  it.each([
    ['gus', 'a guest'],
    ['una', 'a guest'],
    ['buildbot', 'a bot'],
    ['dan', 'a deactivated account'],
    ['sam', 'from another workspace'],
  ])('refuses %s as a manager', async (name, expected) => {
    const findings = await look({ SEAT_MANAGERS: `${idOf('maya')},${idOf(name)}` });
    expect(said(findings, 'problem')).toContain(`${idOf(name)} in SEAT_MANAGERS (`);
    expect(said(findings, 'problem')).toContain(`is ${expected}`);
    expect(said(findings, 'fine')).toContain('1 person named in the settings');
  });

  it('finds people and user groups that are not there', async () => {
    const group = [...slack.workspace.groups.values()][0]?.id ?? '';
    const findings = await look({ SEAT_VIEWERS: `U0NOBODY,S0NOBODY,${group}` });
    expect(said(findings, 'problem')).toContain('U0NOBODY in SEAT_VIEWERS is nobody Slack knows.');
    expect(said(findings, 'problem')).toContain('S0NOBODY in SEAT_VIEWERS is no user group');
    expect(said(findings, 'fine')).toContain(`${group} in SEAT_VIEWERS has 1 member.`);
  });

  it('tries the channels where the bot would post', async () => {
    const id = (name: string) =>
      [...slack.workspace.channels.values()].find((each) => each.name === name)?.id ?? '';
    const good = await look({ SEAT_CONTACT: id('lounge'), ALERT_CHANNEL: id('seats') });
    expect(said(good, 'problem')).toBe('');
    const bad = await look({ ALERT_CHANNEL: id('lounge'), DIGEST_CHANNEL: id('old-news') });
    expect(said(bad, 'problem')).toContain('The bot is not in ALERT_CHANNEL');
    expect(said(bad, 'problem')).toContain('#old-news, is archived');
    const others = await look({ ALERT_CHANNEL: id('partners'), DIGEST_CHANNEL: id('board') });
    expect(said(others, 'note')).toContain('shared with another company');
    expect(said(others, 'problem')).toContain('DIGEST_CHANNEL');
  });

  it('asks about no user group and no channel when the scopes are not there', async () => {
    await installWithRequiredScopes();
    const findings = await look({
      SEAT_MANAGERS: 'S0ADMINS',
      ALERT_CHANNEL: 'C0ALERTS',
    });
    expect(said(findings, 'problem')).toContain('without the scope usergroups:read');
    expect(said(findings, 'note')).toContain('cannot be checked without the scopes channels:read');
    const methods = slack.calls.map(({ method }) => method);
    expect(methods).not.toContain('usergroups.users.list');
    expect(methods).not.toContain('conversations.info');
  });

  it('tells a refused app token from a refused bot token', async () => {
    const findings = await look({ SLACK_APP_TOKEN: 'xapp-1-wrong' });
    expect(said(findings, 'problem')).toBe('Slack refuses SLACK_APP_TOKEN (invalid_auth).');
  });

  it('finds tokens of two different apps', () => {
    const facts: SlackFacts = {
      identity: { ...IDENTITY, appId: 'A0SEATS001' },
      socket: { kind: 'opens' },
      people: new Map(),
      groups: new Map(),
      channels: new Map(),
    };
    const config = configure({
      SLACK_APP_TOKEN: 'xapp-1-A0OTHER001-1234-abcdef',
      SEAT_MANAGERS: '',
    });
    expect(said(planSlackFindings(facts, config, WANTED), 'problem')).toContain(
      'SLACK_APP_TOKEN is of the app A0OTHER001, SLACK_BOT_TOKEN of the app A0SEATS001.',
    );
  });

  it('says that Slack cannot be reached when it cannot', async () => {
    const findings = await look({ SLACK_API_URL: 'http://127.0.0.1:9/api/' });
    expect(said(findings, 'problem')).toContain('Slack could not be asked (unreachable).');
  });
});

describe("the doctor's look at GitHub", () => {
  async function look(env: Record<string, string> = {}) {
    const config = configure(env);
    return planGitHubFindings(await readGitHubFacts(gitHubOf(config)), config);
  }
  const READ_ONLY = { organization_copilot_seat_management: 'read' } as const;

  it('wants at least one organisation', async () => {
    github.company.addEnterprise({ slug: 'acme' });
    const findings = await look();
    expect(said(findings, 'problem')).toContain('installed in no organisation');
    expect(said(findings, 'note')).toContain('acme is an enterprise');
  });

  it.each([
    ['assign_selected', 'fine', 'seats are assigned one by one'],
    ['assign_all', 'note', 'every member has a seat'],
    ['disabled', 'note', 'Copilot is turned off'],
    ['unconfigured', 'note', 'nobody has chosen yet'],
  ] as const)('says what %s means', async (seatManagement, kind, expected) => {
    github.company.addOrganisation({ login: 'acme-labs', seatManagement });
    expect(said(await look(), kind)).toContain(`acme-labs: ${expected}`);
  });

  it('names organisations that are suspended, without Copilot, or may not be read', async () => {
    github.company.addOrganisation({ login: 'acme-labs' });
    github.company.addOrganisation({ login: 'acme-eu' });
    github.company.addOrganisation({ login: 'acme-old', copilot: false });
    github.company.addOrganisation({ login: 'acme-shy', permissions: { members: 'read' } });
    github.company.suspend('acme-eu');
    const findings = await look();
    expect(said(findings, 'problem')).toContain('acme-eu: the installation is suspended');
    expect(said(findings, 'problem')).toContain('acme-shy: the App may not read seats.');
    expect(said(findings, 'note') + said(findings, 'problem')).toContain('acme-old: ');
    expect(said(findings, 'fine')).toContain('acme-labs: seats are assigned one by one.');
  });

  function judge(permissions: Record<string, string>): Finding[] {
    const facts = {
      app: { kind: 'answered', value: { slug: 's', name: 'S', permissions } },
      installations: { kind: 'answered', value: [] },
      seatManagement: new Map(),
    } as const;
    return planGitHubFindings(facts, configure());
  }

  it.each<[string, Record<string, string>, Finding['kind'], RegExp]>([
    ['write', { organization_copilot_seat_management: 'write' }, 'fine', /remove and give/],
    ['read', READ_ONLY, 'note', /Remove seat will be off/],
    ['nothing', {}, 'problem', /It may not read seats/],
    ['administration', { organization_administration: 'write' }, 'fine', /remove and give/],
  ])('judges an App that may %s', (_claim, permissions, kind, expected) => {
    expect(said(judge(permissions), kind)).toMatch(expected);
  });

  it('says that links are made by request alone where the App may not read members', () => {
    expect(said(judge({}), 'note')).toContain('linked by request alone');
    expect(said(judge({ members: 'read' }), 'note')).not.toContain('linked by request alone');
  });

  it('misses no permission to remove where removals are off', async () => {
    github.company.addOrganisation({ login: 'acme-labs', permissions: READ_ONLY });
    expect(said(await look({ REMOVALS: 'off' }), 'note')).not.toContain('Remove seat');
  });

  it('notes an organisation that has not accepted the new permission', async () => {
    github.company.addOrganisation({ login: 'acme-labs' });
    github.company.addOrganisation({ login: 'acme-eu', permissions: READ_ONLY });
    expect(said(await look(), 'note')).toContain('acme-eu has not accepted');
    expect(said(await look({ REMOVALS: 'off' }), 'note')).not.toContain('accepted');
  });

  it('says that GitHub cannot be reached when it cannot', async () => {
    const findings = await look({ GITHUB_API_URL: 'http://127.0.0.1:9' });
    expect(said(findings, 'problem')).toContain('could not be asked about');
  });
});

describe('the report', () => {
  it('has a line for each finding, with the mend below', () => {
    const sections = [
      { title: 'One', findings: [fine('good.'), note('hm.'), problem('bad.', 'Mend it.')] },
      { title: 'Empty', findings: [] },
    ];
    expect(renderSections(sections)).toBe(
      'One\n  ✓ good.\n  • hm.\n  ✗ bad.\n    Mend it.\n\n1 problem to mend, 1 note.\n',
    );
  });

  it('lets no name steer the terminal', () => {
    const report = renderSections([{ title: 'T', findings: [fine('\u001b[2Jx\r\ny\u202Ez')] }]);
    expect(report).toContain('✓ [2Jx y z');
  });
});
