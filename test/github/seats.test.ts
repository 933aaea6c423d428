import { describe, expect, it } from 'vitest';
import type { FaultAction } from '../../sandbox/github/faults.ts';
import {
  answered,
  BILLING,
  INSTALLATIONS,
  MEMBER_SEAT,
  permissionMissing,
  rateLimited,
  serverError,
  stalled,
} from '../../sandbox/github/trouble.ts';
import type { FailureKind } from '../../src/core/trust.ts';
import { openScene, type Scene, sample } from './support.ts';

describe('the settings', () => {
  it('are read with the plan and the seats that stay', async () => {
    const scene = await openScene();
    for (const login of ['ana', 'ben', 'cem']) scene.company.grant('acme-labs', login);
    scene.company.cancel('acme-labs', 'ben');
    expect(await scene.github.readSettings(scene.asked())).toEqual({
      seatManagement: 'assign_selected',
      plan: 'business',
      seatsStaying: 2,
    });
  });

  it('of GitHub’s own sample are read', async () => {
    const scene = await openScene();
    const documented = JSON.parse(sample('GET_orgs__org__copilot__billing.json')) as {
      examples: Record<string, unknown>;
    };
    const body = documented.examples['response 200:default'];
    scene.local.faults.add({ path: BILLING }, answered(200, body));
    expect(await scene.github.readSettings(scene.asked())).toEqual({
      seatManagement: 'assign_selected',
      plan: 'business',
      seatsStaying: 12,
    });
  });

  it('without a plan, under a setting to come, are still settings', async () => {
    const scene = await openScene();
    scene.local.faults.add({ path: BILLING }, answered(200, { seat_management_setting: 'x' }));
    expect(await scene.github.readSettings(scene.asked())).toEqual({
      seatManagement: 'unknown',
      plan: 'unknown',
      seatsStaying: undefined,
    });
  });
});

describe('a 404 about the settings', () => {
  const notFound = answered(404, { message: 'Not Found' });

  it.each<[string, (scene: Scene) => void, FailureKind]>([
    ['Copilot is off', () => {}, 'not-enabled'],
    ['the installation is suspended', ({ company }) => company.suspend('acme-labs'), 'suspended'],
    ['the App is installed anew', ({ company }) => void company.install('acme-labs'), 'gone'],
    [
      'the App has no right to look',
      ({ company }) => {
        company.installation('acme-labs').permissions = { members: 'read' };
      },
      'permission',
    ],
  ])('means that %s, if the list of installations says so', async (_, happen, kind) => {
    const scene = await openScene();
    const asked = scene.asked();
    await scene.github.readSettings(asked);
    scene.local.faults.add({ path: BILLING }, notFound);
    happen(scene);
    await expect(scene.github.readSettings(asked)).rejects.toMatchObject({
      status: 404,
      failure: { kind },
    });
  });

  it('means that the organisation is gone, if the installation belongs to another', async () => {
    const scene = await openScene();
    scene.local.faults.add({ path: BILLING }, notFound);
    const asked = { ...scene.asked(), organisationId: 4711 };
    await expect(scene.github.readSettings(asked)).rejects.toMatchObject({
      failure: { kind: 'gone' },
    });
  });

  it('means what keeps the list of installations from being read, if it cannot be read', async () => {
    const scene = await openScene();
    scene.local.faults.add({ path: BILLING }, notFound);
    scene.local.faults.add({ path: INSTALLATIONS }, serverError(), Infinity);
    await expect(scene.github.readSettings(scene.asked())).rejects.toMatchObject({
      failure: { kind: 'outage' },
    });
  });
});

describe('one seat', () => {
  it('is read live', async () => {
    const scene = await openScene();
    scene.company.grant('acme-labs', 'rhea-osei', { at: Date.parse('2026-05-12'), id: 7 });
    expect(await scene.github.readSeat(scene.asked(), 'rhea-osei')).toMatchObject({
      kind: 'seat',
      reading: { kind: 'held', person: { id: 7, login: 'rhea-osei' }, plan: 'business' },
    });
  });

  it('is none when GitHub knows none and may be asked', async () => {
    const scene = await openScene();
    expect(await scene.github.readSeat(scene.asked(), 'nobody-here')).toEqual({ kind: 'none' });
  });

  it.each<[string, FaultAction, FailureKind]>([
    ['404', answered(404, { message: 'Not Found' }), 'not-enabled'],
    ['403', permissionMissing(), 'permission'],
    ['500', serverError(), 'outage'],
    ['silence', stalled('headers'), 'outage'],
  ])('is never called gone when the settings answer with %s as well', async (_, fault, kind) => {
    const scene = await openScene({ timing: { deadlineMs: 300 } });
    scene.local.faults.add({ path: BILLING }, fault, Infinity);
    await expect(scene.github.readSeat(scene.asked(), 'nobody-here')).rejects.toMatchObject({
      failure: { kind },
    });
  });

  it('is never called gone when the App was removed', async () => {
    const scene = await openScene();
    const asked = scene.asked();
    scene.company.grant('acme-labs', 'rhea-osei');
    await scene.github.readSeat(asked, 'rhea-osei');
    scene.company.uninstall('acme-labs');
    await expect(scene.github.readSeat(asked, 'rhea-osei')).rejects.toMatchObject({
      failure: { kind: 'gone' },
    });
  });

  it('of somebody invited is refused with GitHub’s words', async () => {
    const scene = await openScene();
    scene.company.invite('acme-labs', 'new-here');
    await expect(scene.github.readSeat(scene.asked(), 'new-here')).rejects.toMatchObject({
      status: 422,
      failure: {
        kind: 'not-enabled',
        detail: expect.stringContaining('pending organization invitation') as string,
      },
    });
  });

  it.each<[string, FaultAction]>([
    ['a body that is empty', answered(200, '')],
    ['a seat without a date', answered(200, { assignee: { id: 1, login: 'x' } })],
    ['a list of seats', answered(200, [])],
    ['null', answered(200, 'null')],
    ['409', answered(409)],
  ])('is not made up from %s', async (_, fault) => {
    const scene = await openScene();
    scene.local.faults.add({ path: MEMBER_SEAT }, fault, Infinity);
    await expect(scene.github.readSeat(scene.asked(), 'x')).rejects.toMatchObject({
      failure: { kind: 'unreadable' },
    });
  });

  it('keeps nobody waiting for a limit of a minute', async () => {
    const scene = await openScene();
    scene.local.faults.add({ path: MEMBER_SEAT }, rateLimited({ seconds: 55 }, 429));
    await expect(scene.github.readSeat(scene.asked(), 'x')).rejects.toMatchObject({
      failure: { kind: 'limit' },
    });
    expect(scene.time.slept).toEqual([]);
  });

  it.each(['..', '.', '../../../app', 'a/b', 'a?b=c', 'ä#'])(
    'of a login like %j stays within its path',
    async (login) => {
      const scene = await openScene();
      await scene.github.readSeat(scene.asked(), login).catch(() => undefined);
      for (const { path } of scene.local.requests.filter(({ auth }) => auth === 'installation')) {
        expect(path).toMatch(/^\/orgs\/acme-labs\/(?:members\/[^/]+\/copilot|copilot\/billing)$/u);
      }
    },
  );
});
