import { describe, expect, it } from 'vitest';
import {
  ACCESS_TOKENS,
  BILLING,
  held,
  MEMBER_SEAT,
  SEATS,
  SELECTED_USERS,
  stalled,
} from '../../sandbox/github/trouble.ts';
import { collectSeats, grantMany, openScene, type Scene } from './support.ts';

const pathsSince = (scene: Scene, before: number) =>
  scene.local.requests.slice(before).map(({ path }) => path.split('/').at(-1) ?? '');

describe('a question of somebody who clicked', () => {
  it('is asked while a page of the round hangs, and no more than one such at a time', async () => {
    const scene = await openScene();
    grantMany(scene.company, 2);
    await scene.github.readSettings(scene.asked());
    const page = scene.local.faults.add({ path: SEATS }, held());
    const seat = scene.local.faults.add({ path: MEMBER_SEAT }, held());
    const before = scene.local.requests.length;
    const reading = collectSeats(scene);
    await page.arrived();
    const first = scene.github.readSeat(scene.asked(), 'p-1');
    await seat.arrived();
    const settings = scene.github.readSettings(scene.asked(), undefined, 'click');
    const removing = scene.github.removeSeat(scene.asked(), 'p-2');
    await scene.github.describeApp();
    expect(pathsSince(scene, before)).toEqual(['seats', 'copilot', 'app']);
    seat.release();
    await Promise.all([first, settings, removing]);
    expect(pathsSince(scene, before).slice(3).toSorted()).toEqual(['billing', 'selected_users']);
    page.release();
    expect((await reading).end).toMatchObject({ kind: 'complete' });
  });

  it('hears of a limit that the round met meanwhile, and is not asked before it ends', async () => {
    const scene = await openScene();
    scene.local.faults.add(
      { path: SEATS },
      { kind: 'answer', reply: { status: 429, headers: { 'retry-after': '600' }, body: {} } },
    );
    await collectSeats(scene);
    const asked = scene.local.requests.length;
    await expect(
      scene.github.readSettings(scene.asked(), undefined, 'click'),
    ).rejects.toMatchObject({ failure: { kind: 'limit' } });
    expect(await scene.github.removeSeat(scene.asked(), 'p-1')).toMatchObject({ kind: 'refused' });
    expect(scene.local.requests).toHaveLength(asked);
  });

  it.each([
    ['the answer', BILLING],
    ['the token for it', ACCESS_TOKENS],
  ])('waits for %s not as long as the round does', async (_, path) => {
    const scene = await openScene({ timing: { clickDeadlineMs: 200 } });
    // Octokit lets everybody in this process join a token's request that hangs, other tests too.
    scene.company.addOrganisation({ login: 'acme-hanging' });
    const fault = scene.local.faults.add({ path }, stalled('headers'), 9);
    await expect(
      scene.github.readSettings(scene.asked('acme-hanging'), undefined, 'click'),
    ).rejects.toMatchObject({ failure: { kind: 'outage' } });
    expect(fault.hits).toBeGreaterThan(0);
  });
});

describe('a list of addresses', () => {
  it('is read while a page of the round hangs, and holds up nobody who clicks', async () => {
    const scene = await openScene();
    scene.company.grant('acme-labs', 'ada');
    scene.company.person('ada').verifiedEmails = ['ada@acme.example'];
    const seats = scene.local.faults.add({ path: SEATS }, held());
    const members = scene.local.faults.add({ path: /^\/graphql$/ }, held());
    const round = collectSeats(scene);
    await seats.arrived();
    const reading = scene.github.readVerifiedEmails(scene.asked());
    await members.arrived();
    expect(await scene.github.readSeat(scene.asked(), 'ada')).toMatchObject({ kind: 'seat' });
    members.release();
    expect(await reading).toHaveLength(1);
    seats.release();
    expect((await round).end).toMatchObject({ kind: 'complete' });
  });
});

describe('changes', () => {
  it('keep to one another although the round has a lane of its own', async () => {
    const scene = await openScene();
    grantMany(scene.company, 3);
    const fault = scene.local.faults.add({ path: SELECTED_USERS }, held());
    const first = scene.github.removeSeat(scene.asked(), 'p-1');
    await fault.arrived();
    const second = scene.github.removeSeat(scene.asked(), 'p-2');
    await scene.github.readSettings(scene.asked());
    expect(scene.local.requests.filter(({ path }) => SELECTED_USERS.test(path))).toHaveLength(1);
    fault.release();
    expect(await first).toMatchObject({ kind: 'answered' });
    expect(await second).toMatchObject({ kind: 'answered' });
    expect(scene.time.slept).toEqual([1000]);
  });
});
