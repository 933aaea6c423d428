import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import {
  BILLING,
  connectionReset,
  permissionMissing,
  SEATS,
} from '../../sandbox/github/trouble.ts';
import { aCompany, daysAgo, NOW, startWhole, until, type Whole } from '../support/whole.ts';
import { HOUR, healthOf, MINUTE, passTime, readsOf, roundsOf, startParts } from './support.ts';

const DAY = 24 * HOUR;

async function startOne(): Promise<Whole> {
  const clock = { now: NOW };
  const company = aCompany(clock);
  company.grant('acme-labs', 'rhea-osei', { at: daysAgo(60) });
  company.grant('acme-labs', 'jun-park', { at: daysAgo(50) });
  return startWhole({ company, clock });
}

/** Sets the clock, waits for so many rounds and a little longer; answers with how many it were. */
async function countRounds(whole: Whole, at: number, rounds: number): Promise<number> {
  const before = roundsOf(whole.logs);
  whole.clock.now = at;
  await until(() => roundsOf(whole.logs) >= before + rounds);
  // Nothing tells of a look after which nothing was done, so this waits for several of them.
  await sleep(150);
  return roundsOf(whole.logs) - before;
}

describe('the wall clock', () => {
  it('makes a round due at every half hour, and only then', async () => {
    const whole = await startOne();
    const at = (time: string) => Date.parse(`2026-11-21T${time}Z`);
    expect(await countRounds(whole, at('14:59:59.999'), 0)).toBe(0);
    expect(await countRounds(whole, at('15:00:00'), 1)).toBe(1);
    expect(await countRounds(whole, at('15:29:59'), 0)).toBe(0);
    // A late look delays no later round: they stand on the clock, not one after the other.
    expect(await countRounds(whole, at('15:47:00'), 1)).toBe(1);
    expect(await countRounds(whole, at('15:59:59'), 0)).toBe(0);
    expect(await countRounds(whole, at('16:00:00'), 1)).toBe(1);
  });

  it('makes one round of a sleep over many, of a jump ahead and of a jump back', async () => {
    const whole = await startOne();
    expect(await countRounds(whole, NOW + 9 * DAY, 1)).toBe(1);
    expect(await countRounds(whole, NOW - 3 * DAY, 1)).toBe(1);
    expect(await countRounds(whole, NOW - 3 * DAY + 5 * MINUTE, 0)).toBe(0);
    expect(await countRounds(whole, NOW - 3 * DAY + 31 * MINUTE, 1)).toBe(1);
    const list = await whole.ask('maya', 'dormant');
    expect(list.text).toContain('rhea-osei');
    expect(whole.slack.problems).toEqual([]);
  });
});

describe('/copilot refresh', () => {
  it('reads GitHub at once, and again only after five minutes', async () => {
    const whole = await startOne();
    const done = ({ text }: { text: string }) => text.includes('Read just now');
    whole.company.useCopilot('rhea-osei');
    expect((await whole.ask('victor', 'refresh', done)).text).toContain('acme-labs');
    expect(readsOf(whole.github, 'acme-labs')).toBe(2);
    expect((await whole.ask('maya', 'dormant')).text).not.toContain('rhea-osei');

    whole.clock.now += 5 * MINUTE - 1000;
    const refused = await whole.ask('maya', 'refresh');
    expect(refused.text).toContain('once in 5 minutes');
    expect(readsOf(whole.github, 'acme-labs')).toBe(2);
    whole.clock.now += 1000;
    await whole.ask('maya', 'refresh', done);
    expect(readsOf(whole.github, 'acme-labs')).toBe(3);
    expect(whole.slack.problems).toEqual([]);
  });

  it('joins the round that is under way, and counts what that round has read', async () => {
    const clock = { now: NOW };
    const company = aCompany(clock);
    company.addOrganisation({ login: 'acme-eu' });
    const whole = await startWhole({ company, clock });
    const held = whole.github.faults.add(
      { organisation: 'acme-eu', path: SEATS },
      { kind: 'hold', phase: 'before', next: undefined },
    );
    const ended = () => whole.logs.filter(({ event }) => event === 'read-ended').length;
    const before = ended();
    whole.clock.now += 30 * MINUTE;
    await held.arrived();
    await until(() => ended() > before);
    whole.clock.now += MINUTE;
    const said = whole.ask('maya', 'refresh', ({ text }) => text.includes('Read just now'));
    await whole.slack.waitForEphemeral('maya', ({ text }) => text.includes('The result follows'));
    held.release();
    expect((await said).text).toContain('acme-eu and acme-labs');
    expect(readsOf(whole.github, 'acme-labs')).toBe(2);
    expect(readsOf(whole.github, 'acme-eu')).toBe(2);
    expect(whole.slack.problems).toEqual([]);
  });

  it('says what could not be read, and what mends it', async () => {
    const whole = await startOne();
    whole.clock.now += MINUTE;
    whole.github.faults.add({ path: SEATS }, permissionMissing());
    const answer = await whole.ask('maya', 'refresh', ({ text }) => text.includes('could not'));
    expect(answer.text).toContain('acme-labs could not be read');
    expect(answer.text).toContain('“GitHub Copilot Business”');
    expect(whole.slack.problems).toEqual([]);
  });

  it('that takes longer than a second is announced once', async () => {
    const whole = await startOne();
    const held = whole.github.faults.add(
      { path: SEATS },
      {
        kind: 'hold',
        phase: 'before',
        next: undefined,
      },
    );
    const said = whole.ask('maya', 'refresh', ({ text }) => text.includes('Read just now'));
    await held.arrived();
    await sleep(1200);
    held.release();
    await said;
    const texts = whole.slack.workspace.ephemeralsOf('maya').map(({ text }) => text);
    expect(texts).toEqual([
      expect.stringContaining('reading GitHub now'),
      expect.stringContaining('Read just now'),
    ]);
  });
});

describe('with GitHub out of reach', () => {
  it('from the first moment on, every command is answered, and the reading begins once it is back', async () => {
    const parts = await startParts();
    const { slack, github, company, clock, logs } = parts;
    company.grant('acme-labs', 'rhea-osei', { at: daysAgo(60) });
    company.grant('acme-labs', 'jun-park', { at: daysAgo(50) });
    github.faults.add({}, connectionReset(), Number.POSITIVE_INFINITY);
    const bot = await parts.start();
    for (const [index, text] of ['', 'dormant', 'status', 'log', 'user rhea-osei'].entries()) {
      await slack.interactions.slash({ user: 'maya', channel: 'seats', text });
      await slack.waitForEphemeral(
        'maya',
        () => slack.workspace.ephemeralsOf('maya').length > index,
      );
    }
    const [overview] = slack.workspace.ephemeralsOf('maya');
    expect(overview?.text).toContain('Reading GitHub for the first time');
    expect((await healthOf(bot, '/livez')).status).toBe(200);

    await until(() => roundsOf(logs) > 0);
    expect((await healthOf(bot, '/readyz')).status).toBe(200);
    await slack.interactions.slash({ user: 'maya', channel: 'seats', text: '' });
    await slack.waitForEphemeral('maya', ({ text }) =>
      text.includes('did not say where its App is installed:* GitHub did not answer'),
    );
    github.faults.clear();
    await passTime({ clock, logs }, 30 * MINUTE);
    await slack.interactions.slash({ user: 'maya', channel: 'seats', text: 'dormant' });
    await slack.waitForEphemeral('maya', ({ text }) => text.includes('*2 seats idle'));
    expect(slack.problems).toEqual([]);
  });

  it('after a restart answers from what is remembered', async () => {
    const whole = await startOne();
    await whole.bot.stop();
    whole.github.faults.add({}, connectionReset(), Number.POSITIVE_INFINITY);
    whole.clock.now += 40 * MINUTE;
    await whole.restart();
    await whole.slack.waitForConnection();
    const list = await whole.ask('maya', 'dormant');
    expect(list.text).toContain('*2 seats idle');
    expect(list.text).not.toContain('was last read');
    whole.clock.now += 3 * HOUR;
    expect((await whole.ask('maya', 'dormant')).text).toContain('*acme-labs was last read 3 hours');
    expect(whole.slack.problems).toEqual([]);
  });

  it('for a first time says that it has not been read yet, and concludes nothing', async () => {
    const clock = { now: NOW };
    const company = aCompany(clock);
    company.grant('acme-labs', 'rhea-osei', { at: daysAgo(60) });
    const parts = await startParts({ clock, company });
    parts.github.faults.add({ path: BILLING }, permissionMissing(), Number.POSITIVE_INFINITY);
    const held = parts.github.faults.add(
      { path: SEATS },
      {
        kind: 'hold',
        phase: 'before',
        next: undefined,
      },
    );
    await parts.start();
    await held.arrived();
    const { slack } = parts;
    for (const [index, text] of ['', 'dormant', 'status', 'user rhea-osei'].entries()) {
      await slack.interactions.slash({ user: 'maya', channel: 'seats', text });
      await slack.waitForEphemeral(
        'maya',
        () => slack.workspace.ephemeralsOf('maya').length > index,
      );
    }
    const said = slack.workspace.ephemeralsOf('maya').map(({ text }) => text);
    expect(said[0]).toContain('Reading GitHub for the first time: acme-labs');
    expect(said[1]).toContain('Reading GitHub for the first time: acme-labs');
    expect(said[2]).toMatch(/acme-labs/);
    expect(said.join('')).not.toMatch(/0 seats|No seat is idle/);
    held.release();
    expect(slack.problems).toEqual([]);
  });
});
