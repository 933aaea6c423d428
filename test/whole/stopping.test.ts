/** How long a stop takes, and that nothing is lost by it, whatever GitHub is doing at that moment. */
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../sandbox/github/faults.ts';
import {
  BILLING,
  held,
  INSTALLATIONS,
  MEMBER_SEAT,
  rateLimited,
  SEATS,
  SELECTED_USERS,
  serverError,
  stalled,
} from '../../sandbox/github/trouble.ts';
import { ACTION } from '../../src/slack/refs.ts';
import {
  aCompany,
  type Clock,
  daysAgo,
  NOW,
  startWhole,
  until,
  type Whole,
} from '../support/whole.ts';
import { valuesOf } from './support.ts';

/** Far below the deadline of a single question, which is 30 seconds. */
const SOON_MS = 4000;

async function aWhole(graceMs = 60_000): Promise<Whole> {
  const clock: Clock = { now: NOW };
  const company = aCompany(clock);
  for (const login of ['rhea-osei', 'tomas-lind', 'jun-park']) {
    company.grant('acme-labs', login, { at: daysAgo(200) });
  }
  return startWhole({ clock, company, outside: { graceMs } });
}

async function clickRemove(whole: Whole, login = 'rhea-osei'): Promise<void> {
  const card = await whole.ask('maya', `user ${login}`);
  const [value = ''] = valuesOf(card, ACTION.removeSeat);
  await whole.click('maya', card, ACTION.removeSeat, { value });
}

async function stopMs({ bot }: Whole): Promise<number> {
  const started = performance.now();
  await bot.stop();
  return performance.now() - started;
}

function removalsIn({ databasePath }: Whole): unknown[] {
  const look = new Database(databasePath, { readonly: true });
  try {
    return look.prepare('select state from removal order by rowid').pluck().all();
  } finally {
    look.close();
  }
}

const heard = ({ slack }: Whole) => slack.workspace.ephemeralsOf('maya').map(({ text }) => text);

describe('a stop while nothing but questions and waits is under way', { timeout: 20_000 }, () => {
  interface Case {
    readonly while: string;
    /** Brings it about; resolves when it is so. */
    readonly prepare: (whole: Whole) => Promise<unknown>;
  }
  const arrived = (fault: Fault) => fault.arrived();
  const ROUND: Case[] = [
    {
      while: 'a page of seats hangs',
      prepare: (whole) =>
        nextRound(whole, whole.github.faults.add({ path: SEATS }, stalled('body'))),
    },
    {
      while: 'the list of installations hangs',
      prepare: (whole) =>
        nextRound(whole, whole.github.faults.add({ path: INSTALLATIONS }, stalled('headers'))),
    },
    {
      while: 'a limit is sat out',
      prepare: (whole) =>
        nextRound(whole, whole.github.faults.add({ path: SEATS }, rateLimited({ seconds: 50 }))),
    },
    {
      while: 'trouble is about to be tried again',
      prepare: (whole) =>
        nextRound(whole, whole.github.faults.add({ path: SEATS }, serverError(), 9)),
    },
  ];
  async function nextRound(whole: Whole, fault: Fault): Promise<void> {
    whole.clock.now += 30 * 60_000;
    await arrived(fault);
  }
  it.each(ROUND)('ends soon although $while', async ({ prepare }) => {
    const whole = await aWhole();
    await prepare(whole);
    expect(await stopMs(whole)).toBeLessThan(SOON_MS);
    // Being stopped is no failure of GitHub's.
    await whole.restart();
    expect((await whole.ask('maya', 'status')).text).not.toContain('failed');
  });

  it.each([
    ['the settings', BILLING],
    ['the seat', MEMBER_SEAT],
  ])('answers a click whose live check hangs at %s: nothing was changed', async (_, path) => {
    const whole = await aWhole();
    const fault = whole.github.faults.add({ path }, stalled('headers'), Number.POSITIVE_INFINITY);
    await clickRemove(whole);
    await fault.arrived();
    expect(await stopMs(whole)).toBeLessThan(SOON_MS);
    expect(heard(whole).at(-1)).toMatch(/Not removed.*being stopped.*Nothing was changed/su);
    expect(whole.changes()).toEqual([]);
    expect(removalsIn(whole)).toEqual([]);
  });

  it('sends nothing for a click that waits its turn behind another change', async () => {
    const whole = await aWhole();
    const fault = whole.github.faults.add({ path: SELECTED_USERS }, held('before'));
    await clickRemove(whole);
    await fault.arrived();
    await clickRemove(whole, 'tomas-lind');
    const stopping = stopMs(whole);
    await until(() => heard(whole).some((text) => /Not removed/u.test(text)));
    fault.release();
    expect(await stopping).toBeLessThan(SOON_MS);
    expect(whole.changes()).toHaveLength(1);
    expect(removalsIn(whole)).toEqual(['removed']);
  });
});

describe('a stop while a change is under way', { timeout: 30_000 }, () => {
  it('waits for its end, writes it down and tells it', async () => {
    const whole = await aWhole();
    const fault = whole.github.faults.add({ path: SELECTED_USERS }, held('after'));
    await clickRemove(whole);
    await fault.arrived();
    let ended = false;
    async function stop(): Promise<void> {
      await whole.bot.stop();
      ended = true;
    }
    const stopping = stop();
    await until(() => whole.slack.sockets.connections === 0);
    expect(ended).toBe(false);
    fault.release();
    await stopping;
    expect(removalsIn(whole)).toEqual(['removed']);
    expect(heard(whole).at(-1)).toContain('ends on 1 December');
  });

  async function hangAtAnswer(whole: Whole): Promise<void> {
    const sent = whole.github.faults.add({ path: SELECTED_USERS }, stalled('headers', true));
    await clickRemove(whole);
    await sent.arrived();
  }
  async function hangAtReadBack(whole: Whole): Promise<void> {
    const sent = whole.github.faults.add({ path: SELECTED_USERS }, held('before'));
    await clickRemove(whole);
    await sent.arrived();
    const read = whole.github.faults.add({ path: MEMBER_SEAT }, stalled('headers'), 99);
    sent.release();
    await read.arrived();
  }
  it.each([
    ['its answer', hangAtAnswer],
    ['its reading back', hangAtReadBack],
  ])('waits no longer than the grace for %s, and the next start ends it', async (_, hang) => {
    const whole = await aWhole(1000);
    await hang(whole);
    const took = await stopMs(whole);
    expect(took).toBeGreaterThan(900);
    expect(took).toBeLessThan(1000 + SOON_MS);
    expect(removalsIn(whole)).toEqual(['sent']);
    expect(heard(whole).at(-1)).toContain('Not certain yet');

    // A start that finds GitHub still hanging can be stopped as soon.
    whole.github.faults.clear();
    const still = whole.github.faults.add({ path: MEMBER_SEAT }, stalled('headers'), 99);
    await whole.restart();
    await still.arrived();
    expect(await stopMs(whole)).toBeLessThan(SOON_MS);
    expect(removalsIn(whole)).toEqual(['sent']);

    whole.github.faults.clear();
    await whole.restart();
    await until(() => removalsIn(whole)[0] === 'removed');
    expect(whole.changes().map(({ method }) => method)).toEqual(['DELETE']);
  });

  it('does not wait for a Slack that takes no answer any more, either', async () => {
    const whole = await aWhole(500);
    const hold = whole.slack.faults.hold('users.info');
    await whole.slack.interactions.slash({ user: 'maya', channel: 'seats', text: 'status' });
    await hold.reached;
    expect(await stopMs(whole)).toBeLessThan(500 + 5000 + SOON_MS);
    expect(whole.logs.filter(({ event }) => event === 'stop-cut-short')).not.toEqual([]);
    hold.release();
  });
});
