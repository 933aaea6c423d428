import { describe, expect, it } from 'vitest';
import { ACME, aClaim, aMemory, anInstallation, aReading, OTHER, read, round } from './memory.ts';

const both = [
  anInstallation(),
  anInstallation({ installationId: 2, account: { id: OTHER.id, name: OTHER.login } }),
];

describe('installations', () => {
  it('are listed by name, with their state and rights', async () => {
    const { store } = await aMemory();
    await store.organisations.saveInstallations(
      [
        anInstallation({ suspended: true, appMayWrite: false }),
        anInstallation({ installationId: 3, account: { id: 5, name: 'Big' }, kind: 'enterprise' }),
        anInstallation({ installationId: 4, account: { id: 6, name: 'zoe' }, kind: 'user' }),
      ],
      round(1),
    );

    expect(
      (await store.organisations.list()).map((one) => [
        one.organisation.login,
        one.kind,
        one.state,
        one.appMayWrite,
        one.installationId,
      ]),
    ).toEqual([
      ['acme-eu', 'organisation', 'removed', true, 2],
      ['acme-labs', 'organisation', 'suspended', false, 1],
      ['Big', 'enterprise', 'active', true, 3],
      ['zoe', 'user', 'active', true, 4],
    ]);
  });

  it('keep seats and history through a rename, a removal and a return', async () => {
    const { store } = await aMemory();
    await read(store, [aReading()], { at: round(0) });
    const renamed = { id: ACME.id, name: 'acme-research' };
    await store.organisations.saveInstallations([anInstallation({ account: renamed })], round(1));
    await store.organisations.saveInstallations([], round(2));
    expect((await store.organisations.list()).map((one) => one.state)).toEqual([
      'removed',
      'removed',
    ]);

    await store.organisations.saveInstallations(
      [anInstallation({ account: renamed, installationId: 9 })],
      round(3),
    );
    const record = (await store.organisations.list())[1];
    expect(record).toMatchObject({
      organisation: { id: ACME.id, login: 'acme-research' },
      installationId: 9,
      state: 'active',
      earlierLogins: ['acme-labs'],
      history: { firstGoodReadAt: round(0) },
    });
    expect((await store.seats.list())[0]?.organisation.login).toBe('acme-research');
  });

  it('may swap their names', async () => {
    const { store } = await aMemory();
    await store.organisations.saveInstallations(
      [
        anInstallation({ account: { id: ACME.id, name: OTHER.login } }),
        anInstallation({ installationId: 2, account: { id: OTHER.id, name: ACME.login } }),
      ],
      round(1),
    );

    expect((await store.organisations.list()).map((one) => one.organisation)).toEqual([
      { id: ACME.id, login: 'acme-eu' },
      { id: OTHER.id, login: 'acme-labs' },
    ]);
  });

  it('of an enterprise never take the place of an organisation with the same number', async () => {
    const { store } = await aMemory();
    const enterprise = anInstallation({
      installationId: 3,
      account: { id: ACME.id, name: 'acme' },
      kind: 'enterprise',
    });
    for (const found of [
      [...both, enterprise],
      [enterprise, ...both],
    ]) {
      await store.organisations.saveInstallations(found, round(1));
      expect((await store.organisations.list()).map((one) => one.kind)).toEqual([
        'organisation',
        'organisation',
      ]);
    }
  });

  it('that did not change are not written', async () => {
    const { store, look } = await aMemory();
    const setting = { seatManagement: 'assign_selected', plan: 'business' } as const;
    await store.organisations.saveSeatManagement(ACME.id, setting);
    const before = look.pragma('data_version', { simple: true });
    await store.organisations.saveInstallations(both, round(1));
    await store.organisations.saveSeatManagement(ACME.id, setting);

    expect(look.pragma('data_version', { simple: true })).toBe(before);
  });
});

describe('an organisation', () => {
  it('remembers its setting and whether its trouble was told', async () => {
    const { store } = await aMemory();
    await store.organisations.saveSeatManagement(ACME.id, {
      seatManagement: 'assign_all',
      plan: 'business',
    });
    await store.organisations.markTroubleTold(ACME.id, true);

    expect((await store.organisations.list()).map((one) => one.troubleTold)).toEqual([false, true]);
    expect((await store.organisations.list()).map((one) => one.seatManagement)).toEqual([
      'unknown',
      'assign_all',
    ]);
    await store.organisations.markTroubleTold(ACME.id, false);
    expect((await store.organisations.list())[1]?.troubleTold).toBe(false);
  });

  it('counts the removals and undos that are under way in it', async () => {
    const { store } = await aMemory();
    const underWay = async () =>
      (await store.organisations.list()).map((one) => one.removalsUnderWay);
    const claim = aClaim();
    await store.removals.claim(claim, round(0));
    expect(await underWay()).toEqual([0, 1]);
    await store.removals.settle(
      claim.id,
      { state: 'removed', lastDay: '2026-12-01' },
      {},
      round(1),
    );
    expect(await underWay()).toEqual([0, 0]);
    await store.removals.claimUndo(claim.id, claim.by, round(2));
    expect(await underWay()).toEqual([0, 1]);
  });
});
