import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Demo, startDemo } from '../../sandbox/demo/start.ts';
import { runControl } from '../../sandbox/slack/page/controls.ts';
import { ACTION, DIGEST_FORM, DIGEST_LIST } from '../../src/slack/refs.ts';

/** A Friday. */
const START = Date.parse('2026-11-20T14:32:00Z');
const DAY = 86_400_000;

/** One after the other on one demo: each test leaves it sound for the next. */
describe("the demo's controls", () => {
  let demo: Demo;

  beforeAll(async () => {
    demo = await startDemo({ start: START, frozen: true });
  }, 60_000);
  afterAll(async () => demo.stop());

  async function ask(text: string): Promise<string> {
    const { workspace, interactions } = demo.slack;
    const before = workspace.ephemeralsOf('maya').length;
    await interactions.slash({ user: 'maya', channel: 'general', text });
    const answer = await demo.slack.waitForEphemeral(
      'maya',
      (message) => workspace.ephemeralsOf('maya').indexOf(message) >= before,
    );
    return answer.text;
  }
  function run(id: string, values: Record<string, string> = {}): Promise<string> {
    return runControl(demo.controls, id, values);
  }
  function dormantIn(text: string): number {
    return Number(/(\d+) seats? idle/.exec(text)?.[1]);
  }

  it('let a person use Copilot behind the back of the bot, which then leaves the seat alone', async () => {
    await ask('dormant never');
    const list = await demo.slack.waitForEphemeral('maya', ({ text }) =>
      text.includes('rhea-osei'),
    );
    await run('use', { login: 'rhea-osei' });
    const [section] = list.blocks.filter((block) => JSON.stringify(block).includes('rhea-osei'));
    const { value = '' } =
      (section?.['accessory'] as { value?: string } | undefined) ?? findButton(list.blocks, 'rhea');
    await demo.slack.interactions.click({
      user: 'maya',
      message: list,
      actionId: ACTION.removeSeat,
      value,
    });
    const said = await demo.slack.waitForEphemeral('maya', ({ text }) =>
      text.includes('Not removed'),
    );
    expect(said.text).toContain('rhea-osei');
    expect(
      demo.github.company.seat('acme-labs', 'rhea-osei').row.pending_cancellation_date,
    ).toBeNull();
  });

  it('let a day and a week pass, in which people who use Copilot go on', async () => {
    const before = await ask('');
    await run('pass-day');
    expect(demo.clock.now()).toBe(START + DAY);
    expect(await ask('')).not.toContain('could not be read');
    await run('pass-week');
    expect(demo.clock.now()).toBe(START + 8 * DAY);
    const after = await ask('');
    // Four people stopped lately, and one who was new has not begun.
    expect(dormantIn(after) - dormantIn(before)).toBe(5);
    const status = await ask('status');
    expect(status).not.toMatch(/moved|failed|hours ago/);
  });

  it('give and cancel seats, which the bot learns at its next round', async () => {
    await run('grant', { login: 'new-colleague', organisation: 'acme-eu' });
    await expect(run('grant', { login: 'new-colleague', organisation: 'acme-eu' })).rejects.toThrow(
      'has a seat in acme-eu already',
    );
    await expect(run('grant', { login: 'a b', organisation: 'acme-eu' })).rejects.toThrow(
      'hyphens',
    );
    await run('cancel', { seat: 'acme-labs/ravi-menon' });
    await run('pass-hour');
    expect(await ask('user new-colleague')).toContain('new');
    expect(await ask('user ravi-menon')).toMatch(/leaving|ends/);
  });

  it('take a permission away and mend it, with Remove seat off meanwhile', async () => {
    await expect(run('mend')).rejects.toThrow('Nothing is broken');
    await run('revoke');
    const warned = await ask('');
    expect(warned).toContain('acme-eu was last read');
    expect(warned).toContain('GitHub Copilot Business');
    await expect(run('break')).rejects.toThrow('mend it first');
    await run('mend');
    expect(await ask('')).not.toContain('was last read');
  });

  it('cut the line to Slack, which the bot takes up again', async () => {
    expect(await run('cut')).toContain('was back after');
    expect(await ask('help')).toContain('dormant');
  }, 30_000);

  it('go to the next digest, also to one that was set up in the dialog', async () => {
    const { interactions, workspace } = demo.slack;
    const user = 'maya';
    const dialog = async (id: string) => {
      await expect.poll(() => workspace.modal(user)?.content['callback_id']).toBe(id);
      const view = workspace.modal(user);
      if (view === undefined) throw new Error('there is no dialog');
      return view;
    };
    await interactions.slash({ user, channel: 'general', text: 'digest' });
    const list = await dialog(DIGEST_LIST);
    await interactions.click({ user, view: list, actionId: ACTION.digestAdd });
    const values = {
      'digest-channel': workspace.channel('engineering').id,
      'digest-weekday': '7',
      'digest-time': '11:20',
      'digest-zone': 'Etc/UTC',
    };
    await interactions.submit({ user, view: await dialog(DIGEST_FORM), values });
    await expect.poll(() => JSON.stringify(workspace.modal(user)?.content)).toContain('Saved.');

    expect(await run('to-digest')).toContain('Sunday 29 November, 11:20 UTC');
    const posted = await demo.slack.waitForMessage(
      ({ channel, text }) =>
        channel === workspace.channel('engineering').id && text.includes('idle for more than'),
    );
    expect(posted.text).not.toContain('late');
  });

  it('sends nothing that Slack would refuse', () => {
    expect(demo.slack.problems).toEqual([]);
  });
});

function findButton(blocks: readonly unknown[], login: string): { value?: string } {
  const at = blocks.findIndex((block) => JSON.stringify(block).includes(login));
  const actions = blocks.slice(at).find((block) => JSON.stringify(block).includes('remove-seat'));
  const { elements = [] } = actions as { elements?: { action_id: string; value: string }[] };
  return elements.find((element) => element.action_id === ACTION.removeSeat) ?? {};
}
