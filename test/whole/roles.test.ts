import { describe, expect, it } from 'vitest';
import type { Message } from '../../sandbox/slack/conversations.ts';
import {
  ACTION,
  formatListPosition,
  formatLogPage,
  formatMenuRef,
  formatSeatRef,
} from '../../src/slack/refs.ts';
import { aCompany, daysAgo, NOW, startWhole, type Whole } from '../support/whole.ts';
import { readsOf, valuesOf } from './support.ts';

const REFUSALS = {
  mel: { seeing: /for the seat managers to see/, acting: /up to the seat managers/ },
  ada: { seeing: /for the seat managers to see/, acting: /up to the seat managers/ },
  gus: { seeing: /cannot help guests/, acting: /cannot help guests/ },
  una: { seeing: /cannot help guests/, acting: /cannot help guests/ },
  buildbot: { seeing: /active account/, acting: /active account/ },
  dan: { seeing: /active account/, acting: /active account/ },
} as const;
const KINDS = [
  { who: 'mel', kind: 'a member' },
  { who: 'ada', kind: 'an administrator of the workspace' },
  { who: 'gus', kind: 'a guest' },
  { who: 'una', kind: 'a single-channel guest' },
  { who: 'buildbot', kind: 'a bot' },
  { who: 'dan', kind: 'a deactivated account' },
] as const;

const SEEING = ['dormant', 'user rhea-osei', 'log', 'status', 'refresh'];
const ACTING = ['keep rhea-osei always', 'unkeep jun-park'];

interface Scene {
  readonly whole: Whole;
  /** A message with every button there is, which everybody sees, as in a digest. */
  readonly board: Message;
}

/** rhea-osei and tomas-lind are idle, jun-park is kept, kim-doe is on the way out. */
async function startScene(settings: Record<string, string> = {}): Promise<Scene> {
  const clock = { now: NOW };
  const company = aCompany(clock);
  for (const login of ['rhea-osei', 'tomas-lind', 'jun-park', 'kim-doe']) {
    company.grant('acme-labs', login, { at: daysAgo(50) });
  }
  const whole = await startWhole({ company, clock, settings });
  const { workspace } = whole.slack;
  const organisationId = company.organisation('acme-labs').id;
  const grantOf = (login: string) => ({
    organisationId,
    personId: company.person(login).id,
    grantedAt: daysAgo(50),
  });
  const seat = (login: string) => formatSeatRef({ grant: grantOf(login), list: undefined }, 2000);
  const query = {
    days: undefined,
    neverUsed: false,
    unclear: false,
    organisationId: undefined,
    teamSlug: undefined,
  };
  const button = (action_id: string, value: string) => ({
    type: 'button',
    action_id,
    value,
    text: { type: 'plain_text', text: action_id },
  });
  const options = (['keep-30', 'keep', 'details', 'unkeep'] as const).map((choice) => ({
    text: { type: 'plain_text', text: choice },
    value: formatMenuRef({ choice, grant: grantOf('rhea-osei') }),
  }));
  const row = (block_id: string, ...elements: object[]) => ({
    type: 'actions',
    block_id,
    elements,
  });
  const board = (channel: string) =>
    workspace.post({
      channel: workspace.channel(channel).id,
      user: workspace.bot.id,
      botId: workspace.bot.botId,
      appId: workspace.appId,
      text: 'every button',
      blocks: [
        row('1', button(ACTION.removeSeat, seat('rhea-osei'))),
        row('2', button(ACTION.keep30, seat('rhea-osei')), button(ACTION.keep, seat('rhea-osei'))),
        row(
          '3',
          button(ACTION.unkeep, seat('jun-park')),
          button(ACTION.details, seat('rhea-osei')),
        ),
        row('4', { type: 'overflow', action_id: ACTION.menu, options }),
        row('5', button(ACTION.showList, formatListPosition({ query, page: 0 }))),
        row('6', button(ACTION.logPage, formatLogPage(undefined))),
        row('7', button(ACTION.undo, 'u.00000000000000000000000000000000')),
      ],
      metadata: undefined,
      threadTs: undefined,
      fileIds: [],
      ephemeralFor: undefined,
    });
  return { whole, board: board('seats') };
}

const ACTING_CLICKS = [
  { action: ACTION.removeSeat },
  { action: ACTION.undo },
  { action: ACTION.keep30 },
  { action: ACTION.keep },
  { action: ACTION.unkeep },
  { action: ACTION.menu, option: 'keep-30' },
  { action: ACTION.menu, option: 'keep' },
  { action: ACTION.menu, option: 'unkeep' },
];
const SEEING_CLICKS = [
  { action: ACTION.details },
  { action: ACTION.showList },
  { action: ACTION.logPage },
  { action: ACTION.menu, option: 'details' },
];

/** Clicks and answers with what this person is then told. */
async function clickOn(
  { whole, board }: Scene,
  user: string,
  { action, option }: { action: string; option?: string },
): Promise<Message> {
  const { workspace } = whole.slack;
  const before = workspace.ephemeralsOf(user).length;
  await whole.click(user, board, action, option === undefined ? {} : { option });
  return whole.slack.waitForEphemeral(
    user,
    (message) => workspace.ephemeralsOf(user).indexOf(message) >= before,
  );
}

async function startWithKept(): Promise<Scene> {
  const scene = await startScene();
  await scene.whole.ask('maya', 'keep jun-park always');
  return scene;
}

async function expectNothingDone({ whole }: Scene): Promise<void> {
  expect(whole.changes()).toEqual([]);
  expect((await whole.ask('maya', 'user jun-park')).text).toContain('kept for good');
  const rhea = await whole.ask('maya', 'user rhea-osei');
  expect(rhea.text).toContain('idle, never used since');
  expect(valuesOf(rhea, ACTION.removeSeat)).toHaveLength(1);
  expect([...whole.slack.workspace.modals.values()].flat()).toEqual([]);
}

describe('whoever is no seat manager', () => {
  it.each(KINDS)(
    'as $kind sees nothing and changes nothing, by no command and no button',
    async ({ who }) => {
      const scene = await startWithKept();
      const { whole } = scene;
      const { seeing, acting } = REFUSALS[who];
      const reads = readsOf(whole.github, 'acme-labs');
      const said: string[] = [];
      for (const text of SEEING) {
        const { text: answer } = await whole.ask(who, text);
        expect(answer).toMatch(seeing);
        said.push(answer);
      }
      for (const text of ACTING) {
        const { text: answer } = await whole.ask(who, text);
        expect(answer).toMatch(acting);
        said.push(answer);
      }
      for (const text of ['', 'help', 'me', 'nonsense', 'dormant 3d']) {
        said.push((await whole.ask(who, text)).text);
      }
      for (const click of SEEING_CLICKS) {
        const { text: answer } = await clickOn(scene, who, click);
        expect(answer).toMatch(seeing);
        said.push(answer);
      }
      for (const click of ACTING_CLICKS) {
        const { text: answer } = await clickOn(scene, who, click);
        expect(answer).toMatch(acting);
        said.push(answer);
      }
      expect(said.join('\n')).not.toMatch(/tomas-lind|kim-doe|jun-park|acme-labs|50 days/);
      expect(readsOf(whole.github, 'acme-labs')).toBe(reads);
      await expectNothingDone(scene);
      expect(whole.slack.problems).toEqual([]);
    },
  );

  it('as a viewer sees everything and changes nothing', async () => {
    const scene = await startWithKept();
    const { whole } = scene;
    for (const text of ['', 'dormant', 'user rhea-osei', 'status']) {
      const answer = await whole.ask('victor', text);
      expect(answer.text).toContain('acme-labs');
      expect(valuesOf(answer, ACTION.removeSeat)).toEqual([]);
    }
    expect((await whole.ask('victor', 'log')).text).toContain('jun-park');
    for (const click of SEEING_CLICKS) {
      expect((await clickOn(scene, 'victor', click)).text).toMatch(/rhea-osei|jun-park/);
    }
    for (const text of ACTING) {
      expect((await whole.ask('victor', text)).text).toMatch(/up to the seat managers/);
    }
    for (const click of ACTING_CLICKS) {
      expect((await clickOn(scene, 'victor', click)).text).toMatch(/up to the seat managers/);
    }
    await expectNothingDone(scene);
    expect(whole.slack.problems).toEqual([]);
  });

  it('from another company is refused, by command and by button in a shared channel', async () => {
    const scene = await startWithKept();
    const { whole, board } = scene;
    const { workspace, interactions } = whole.slack;
    await interactions.slash({ user: 'sam', channel: 'partners', text: 'dormant' });
    const refused = await whole.slack.waitForEphemeral('sam');
    expect(refused.text).toContain('belongs to another workspace');
    const shared = workspace.post({ ...board, channel: workspace.channel('partners').id });
    for (const click of [...ACTING_CLICKS, ...SEEING_CLICKS]) {
      const answer = await clickOn({ whole, board: shared }, 'sam', click);
      expect(answer.text).toContain('only answers people of the workspace');
    }
    await expectNothingDone(scene);
    expect(whole.slack.problems).toEqual([]);
  });

  it('is refused while Slack does not say who somebody is, a manager included', async () => {
    const scene = await startWithKept();
    const { whole } = scene;
    whole.slack.faults.error('users.info', 'internal_error');
    for (const text of ['dormant', 'help', 'keep rhea-osei always']) {
      expect((await whole.ask('maya', text)).text).toContain('Slack could not be asked');
    }
    for (const click of [...ACTING_CLICKS, ...SEEING_CLICKS]) {
      expect((await clickOn(scene, 'maya', click)).text).toContain('Slack could not be asked');
    }
    whole.slack.faults.clear();
    await expectNothingDone(scene);
    expect(whole.slack.problems).toEqual([]);
  });

  it('loses the right in the same moment as the account, whatever the settings say', async () => {
    const scene = await startWithKept();
    const { whole } = scene;
    const maya = whole.slack.workspace.person('maya');
    for (const kind of ['guest', 'deleted', 'stranger', 'bot'] as const) {
      maya.kind = kind;
      const answer = await clickOn(scene, 'maya', { action: ACTION.removeSeat });
      expect(answer.text).toContain('Nothing was changed');
    }
    maya.kind = 'member';
    await expectNothingDone(scene);
  });
});

describe('seat managers by user group', () => {
  it('are those who are in it at the moment of the act', async () => {
    const scene = await startScene();
    const { whole } = scene;
    const { workspace } = whole.slack;
    const group = workspace.group('seat-managers');
    await whole.bot.stop();
    await whole.restart({ SEAT_MANAGERS: group.id, SEAT_VIEWERS: '' });
    await whole.slack.waitForConnection();

    expect(valuesOf(await whole.ask('maya', 'dormant'), ACTION.removeSeat)).not.toEqual([]);
    expect((await whole.ask('mel', 'dormant')).text).toMatch(/for the seat managers to see/);
    group.users = [workspace.person('mel').id];
    expect(valuesOf(await whole.ask('mel', 'dormant'), ACTION.removeSeat)).not.toEqual([]);
    const refused = await clickOn(scene, 'maya', { action: ACTION.removeSeat });
    expect(refused.text).toMatch(/up to the seat managers/);
    expect(whole.changes()).toEqual([]);
    expect(whole.slack.problems).toEqual([]);
  });

  it('that Slack does not tell of take nothing from those who are named themselves', async () => {
    const scene = await startScene();
    const { whole } = scene;
    const { workspace, faults } = whole.slack;
    await whole.bot.stop();
    await whole.restart({
      SEAT_MANAGERS: `${workspace.person('ada').id},${workspace.group('seat-managers').id}`,
      SEAT_VIEWERS: workspace.person('victor').id,
    });
    await whole.slack.waitForConnection();
    faults.error('usergroups.users.list', 'missing_scope');
    expect(valuesOf(await whole.ask('ada', 'dormant'), ACTION.removeSeat)).not.toEqual([]);
    expect((await whole.ask('victor', 'dormant')).text).toContain('rhea-osei');
    expect((await whole.ask('maya', 'dormant')).text).toContain('Slack could not be asked');
    expect((await whole.ask('mel', 'dormant')).text).not.toContain('rhea-osei');
  });
});

describe('with no seat manager set', () => {
  it('every answer says so, with the caller’s own id', async () => {
    const scene = await startScene({ SEAT_MANAGERS: '', SEAT_VIEWERS: '' });
    const { whole } = scene;
    const { id } = whole.slack.workspace.person('mel');
    for (const text of [...SEEING, ...ACTING, '', 'help', 'me', 'nonsense', 'digest']) {
      const { text: answer } = await whole.ask('mel', text);
      expect(answer).toMatch(/no seat manager is set/i);
      expect(answer).toContain(id);
    }
    for (const click of [...ACTING_CLICKS, ...SEEING_CLICKS]) {
      const { text: answer } = await clickOn(scene, 'mel', click);
      expect(answer).toMatch(/no seat manager is set/i);
      expect(answer).toContain(id);
    }
    expect(whole.changes()).toEqual([]);
    expect(whole.slack.problems).toEqual([]);
  });

  it('a viewer still sees, and is told the same', async () => {
    const { whole } = await startScene({ SEAT_MANAGERS: '' });
    const list = await whole.ask('victor', 'dormant');
    expect(list.text).toContain('rhea-osei');
    expect(list.text).toContain(`Your Slack id is ${whole.slack.workspace.person('victor').id}`);
    expect(whole.slack.problems).toEqual([]);
  });
});
