import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { FaultAction } from '../../sandbox/github/faults.ts';
import {
  altered,
  answered,
  htmlError,
  INSTALLATIONS,
  rateLimited,
  serverError,
  stalled,
  truncated,
} from '../../sandbox/github/trouble.ts';
import type { FailureKind } from '../../src/core/trust.ts';
import { NOW, openScene } from './support.ts';

describe('the list of installations', () => {
  it('tells organisations from enterprises, what is suspended, and what the App may do', async () => {
    const scene = await openScene();
    const { company } = scene;
    company.addOrganisation({
      login: 'acme-eu',
      permissions: { organization_copilot_seat_management: 'read' },
    });
    company.addOrganisation({
      login: 'acme-us',
      permissions: { organization_administration: 'write' },
    });
    company.addOrganisation({ login: 'acme-uk', permissions: {} });
    company.addOrganisation({ login: 'not-ours', installed: false });
    company.addEnterprise({ slug: 'acme' });
    company.suspend('acme-uk');
    const found = await scene.github.listInstallations();
    const short = found.map(({ account, kind, suspended, appMayWrite }) => ({
      name: account.name,
      kind,
      suspended,
      appMayWrite,
    }));
    expect(short).toEqual([
      { name: 'acme-labs', kind: 'organisation', suspended: false, appMayWrite: true },
      { name: 'acme-eu', kind: 'organisation', suspended: false, appMayWrite: false },
      { name: 'acme-us', kind: 'organisation', suspended: false, appMayWrite: true },
      { name: 'acme-uk', kind: 'organisation', suspended: true, appMayWrite: false },
      { name: 'acme', kind: 'enterprise', suspended: false, appMayWrite: false },
    ]);
    expect(found[0]).toMatchObject({
      installationId: scene.asked().installationId,
      account: { id: scene.asked().organisationId },
    });
  });

  it.each([0, 100, 230])('of %i more is read to its end', async (count) => {
    const scene = await openScene();
    for (let n = 1; n <= count; n += 1) scene.company.addOrganisation({ login: `org-${n}` });
    expect(await scene.github.listInstallations()).toHaveLength(count + 1);
  });

  it('goes on after a full page without any word of more', async () => {
    const scene = await openScene();
    for (let n = 1; n <= 120; n += 1) scene.company.addOrganisation({ login: `org-${n}` });
    const unlinked: FaultAction = {
      kind: 'rewrite',
      rewrite: (reply) => ({ ...reply, headers: { ...reply.headers, link: '' } }),
    };
    scene.local.faults.add({ path: INSTALLATIONS }, unlinked, Infinity);
    expect(await scene.github.listInstallations()).toHaveLength(121);
  });

  it('leaves out the installation of an account that is deleted, and keeps the rest', async () => {
    const scene = await openScene();
    scene.local.faults.add(
      { path: INSTALLATIONS },
      {
        kind: 'rewrite',
        rewrite: (reply) => ({
          ...reply,
          body: [...(reply.body as unknown[]), { id: 9, account: null }],
        }),
      },
    );
    expect(await scene.github.listInstallations()).toMatchObject([
      { account: { name: 'acme-labs' } },
    ]);
  });

  it.each<[string, FaultAction, FailureKind]>([
    ['trouble at GitHub', serverError(), 'outage'],
    ['silence', stalled('headers'), 'outage'],
    ['a body that stops coming', stalled('body'), 'outage'],
    ['a body that is cut short', truncated(30), 'outage'],
    ['an empty body', answered(200, ''), 'unreadable'],
    ['204', answered(204), 'unreadable'],
    ['a page of a proxy', htmlError(200), 'unreadable'],
    ['an object', answered(200, { installations: [] }), 'unreadable'],
    ['a row without id', answered(200, [{ account: null }]), 'unreadable'],
    ['a redirect', answered(302, '', { location: 'https://example.com' }), 'unreadable'],
    ['a limit', rateLimited({ seconds: 900 }), 'limit'],
    [
      'a key that GitHub does not know',
      answered(401, { message: 'A JSON web token could not be decoded' }),
      'credentials',
    ],
  ])('fails as a whole on %s, rather than with a part of it', async (_, fault, kind) => {
    const scene = await openScene({ timing: { deadlineMs: 200 } });
    scene.local.faults.add({ path: INSTALLATIONS }, fault, Infinity);
    await expect(scene.github.listInstallations()).rejects.toMatchObject({
      name: 'GitHubError',
      failure: { kind },
    });
  });

  it('is got at the third attempt when two fail', async () => {
    const scene = await openScene();
    scene.local.faults.add({ path: INSTALLATIONS }, serverError(), 2);
    expect(await scene.github.listInstallations()).toHaveLength(1);
  });

  it('is not asked for before a limit on the App ends', async () => {
    const scene = await openScene();
    scene.local.faults.add({ path: INSTALLATIONS }, rateLimited({ seconds: 900 }, 429));
    const retryAt = NOW + 900_000;
    for (let n = 0; n < 3; n += 1) {
      await expect(scene.github.listInstallations()).rejects.toMatchObject({
        failure: { kind: 'limit', retryAt },
      });
    }
    expect(scene.local.requests).toHaveLength(1);
  });

  it('lets go of a caller who gives up', async () => {
    const scene = await openScene();
    const controller = new AbortController();
    const fault = scene.local.faults.add({ path: INSTALLATIONS }, stalled('headers'));
    const listing = scene.github.listInstallations(controller.signal);
    await fault.arrived();
    controller.abort(new Error('closing time'));
    await expect(listing).rejects.toThrow('closing time');
  });
});

describe('the App', () => {
  it('is described with its permissions', async () => {
    const scene = await openScene();
    expect(await scene.github.describeApp()).toMatchObject({
      slug: 'seatkeeper-local',
      permissions: { organization_copilot_seat_management: 'write' },
    });
  });

  const ahead = "'Expiration time' claim ('exp') is too far in the future";
  const behindUs = new Date(Date.now() - 60_000).toUTCString();
  const skewed = answered(401, { message: ahead }, { date: behindUs });

  it('is asked again by GitHub’s clock when this machine’s differs', async () => {
    const scene = await openScene();
    scene.local.faults.add({ path: '/app' }, skewed);
    expect(await scene.github.describeApp()).toMatchObject({ slug: 'seatkeeper-local' });
    expect(scene.local.requests).toHaveLength(2);
  });

  it('is refused with a word about the clock when that does not help', async () => {
    const scene = await openScene();
    scene.local.faults.add({ path: '/app' }, skewed, Infinity);
    const detail = expect.stringContaining('clock') as string;
    await expect(scene.github.describeApp()).rejects.toMatchObject({
      failure: { kind: 'credentials', detail },
    });
    expect(scene.local.requests).toHaveLength(2);
  });

  it.each([
    ['another App’s id', { appId: '999' }],
    ['a key of another App', { privateKey: otherKey() }],
    ['a key that is none', { privateKey: 'not a key' }],
  ])('is refused in words that name the settings: %s', async (_, options) => {
    const scene = await openScene(options);
    for (const asking of [scene.github.describeApp(), scene.github.readSettings(scene.asked())]) {
      await expect(asking).rejects.toMatchObject({
        failure: { kind: 'credentials', detail: expect.stringMatching(/GITHUB_/u) as string },
      });
    }
    expect(scene.logged.join('')).not.toMatch(/PRIVATE KEY|eyJ/u);
  });

  it('is an outage when nobody answers at the address', async () => {
    const scene = await openScene({ url: 'http://127.0.0.1:9' });
    await expect(scene.github.describeApp()).rejects.toMatchObject({ failure: { kind: 'outage' } });
  });

  it('without a slug or a name is not taken for one', async () => {
    const scene = await openScene();
    scene.local.faults.add(
      { path: '/app' },
      altered(() => ({ id: 1 })),
      Infinity,
    );
    await expect(scene.github.describeApp()).rejects.toMatchObject({
      failure: { kind: 'unreadable' },
    });
  });
});

function otherKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
