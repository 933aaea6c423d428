import { afterEach, describe, expect, it, vi } from 'vitest';
import type { FaultAction } from '../../sandbox/github/faults.ts';
import {
  ACCESS_TOKENS,
  answered,
  appliedUnanswered,
  connectionReset,
  held,
  htmlError,
  permissionMissing,
  rateLimited,
  SELECTED_USERS,
  serverError,
  stalled,
  truncated,
} from '../../sandbox/github/trouble.ts';
import type { ChangeResult } from '../../src/github/github.ts';
import { createStop } from '../../src/lib/stopping.ts';
import { until } from '../support/whole.ts';
import { openScene, type Scene } from './support.ts';

afterEach(() => {
  vi.useRealTimers();
});

const CHANGES = ['removeSeat', 'restoreSeat'] as const;

async function openWithSeats(options: Parameters<typeof openScene>[0] = {}): Promise<Scene> {
  const scene = await openScene(options);
  for (const login of ['ana', 'ben']) scene.company.grant('acme-labs', login);
  return scene;
}

function changesSent(scene: Scene) {
  return scene.local.requests.filter(({ path }) => SELECTED_USERS.test(path));
}

describe('a removal', () => {
  it('is one DELETE with one login, and tells GitHub’s count', async () => {
    const scene = await openWithSeats();
    const result = await scene.github.removeSeat(scene.asked(), 'ana');
    expect(result).toMatchObject({
      kind: 'answered',
      seatsChanged: 1,
      status: 200,
      requestId: expect.stringMatching(/^\w+:\w+$/u) as string,
    });
    expect(changesSent(scene)).toMatchObject([
      {
        method: 'DELETE',
        path: '/orgs/acme-labs/copilot/billing/selected_users',
        body: { selected_usernames: ['ana'] },
      },
    ]);
    expect(scene.company.seat('acme-labs', 'ana').row.pending_cancellation_date).toBe('2026-12-01');
  });

  it('of a seat through a team is refused in GitHub’s words', async () => {
    const scene = await openWithSeats();
    scene.company.moveIntoTeam('acme-labs', 'ana', 'Platform');
    expect(await scene.github.removeSeat(scene.asked(), 'ana')).toMatchObject({
      kind: 'refused',
      status: 422,
      detail: expect.stringMatching(/team/iu) as string,
    });
  });

  it('that changed nothing says so', async () => {
    const scene = await openWithSeats();
    const result = await scene.github.removeSeat(scene.asked(), 'nobody-here');
    expect(result).toMatchObject({ kind: 'answered', seatsChanged: 0 });
  });
});

describe('a restoring', () => {
  it('is one POST that takes the cancellation back', async () => {
    const scene = await openWithSeats();
    scene.company.cancel('acme-labs', 'ana');
    const result = await scene.github.restoreSeat(scene.asked(), 'ana');
    expect(result).toMatchObject({ kind: 'answered', seatsChanged: 1, status: 201 });
    expect(changesSent(scene)).toMatchObject([
      { method: 'POST', body: { selected_usernames: ['ana'] } },
    ]);
    expect(scene.company.seat('acme-labs', 'ana').row.pending_cancellation_date).toBeNull();
  });
});

type Row = readonly [name: string, fault: FaultAction, kind: ChangeResult['kind']];

const ANSWERS: readonly Row[] = [
  ['400', answered(400), 'refused'],
  ['401', answered(401, { message: 'Bad credentials' }), 'refused'],
  ['403', permissionMissing('organization_copilot_seat_management=write'), 'refused'],
  ['404', answered(404, { message: 'Not Found' }), 'refused'],
  ['422', answered(422, { message: 'no' }), 'refused'],
  ['429', rateLimited({ seconds: 5 }, 429), 'refused'],
  ['a limit in words', rateLimited('message'), 'refused'],
  ['301', answered(301, '', { location: 'https://example.com/' }), 'unknown'],
  ['307', answered(307, '', { location: '/elsewhere' }), 'unknown'],
  ['408', answered(408), 'unknown'],
  ['409', answered(409), 'unknown'],
  ['500', serverError(), 'unknown'],
  ['502', htmlError(502), 'unknown'],
  ['503', serverError(503), 'unknown'],
  ['a reset before the answer', connectionReset(), 'unknown'],
  ['a reset after it was done', appliedUnanswered(), 'unknown'],
  ['an answer cut short', truncated(5), 'unknown'],
  ['an answer that never comes', stalled('headers', true), 'unknown'],
  ['an answer that stops in the middle', stalled('body', true), 'unknown'],
  ['200 without a body', answered(200, ''), 'unknown'],
  ['200 in HTML', htmlError(200), 'unknown'],
  ['200 without a count', answered(200, {}), 'unknown'],
  [
    '200 with a count in words',
    answered(200, { seats_cancelled: 'one', seats_created: 'one' }),
    'unknown',
  ],
  ['202', answered(202, { message: 'Status for delete command' }), 'unknown'],
  ['204', answered(204), 'unknown'],
];

describe.each(CHANGES)('%s', (change) => {
  it.each(ANSWERS)('after %s is %3$s, and was sent once', async (_, fault, kind) => {
    const scene = await openWithSeats({ timing: { deadlineMs: 300 } });
    scene.local.faults.add({ path: SELECTED_USERS }, fault, Infinity);
    const result = await scene.github[change](scene.asked(), 'ana');
    expect(result.kind).toBe(kind);
    expect(changesSent(scene)).toHaveLength(1);
  });

  it('sends nothing while GitHub asks to wait, and says how long', async () => {
    const scene = await openWithSeats();
    scene.local.faults.add({ path: /billing$/u }, rateLimited({ seconds: 90 }, 429));
    await scene.github.readSettings(scene.asked()).catch(() => undefined);
    const result = await scene.github[change](scene.asked(), 'ana');
    expect(result).toEqual({
      kind: 'refused',
      status: undefined,
      requestId: undefined,
      detail: expect.stringMatching(/90 seconds.*Nothing was sent/u) as string,
    });
    expect(changesSent(scene)).toEqual([]);
  });

  it.each<[string, FaultAction]>([
    ['none comes', serverError()],
    [
      'the installation is suspended',
      answered(403, { message: 'This installation has been suspended' }),
    ],
    ['the answer is broken', truncated(9)],
  ])('sends nothing without a token: %s', async (_, fault) => {
    const scene = await openWithSeats();
    scene.local.faults.add({ path: ACCESS_TOKENS }, fault, Infinity);
    expect(await scene.github[change](scene.asked(), 'ana')).toMatchObject({
      kind: 'refused',
      status: undefined,
    });
    expect(changesSent(scene)).toEqual([]);
  });

  it('is not sent to an organisation whose name leads out of the path', async () => {
    const scene = await openWithSeats();
    const result = await scene.github[change]({ ...scene.asked(), login: '..' }, 'ana');
    expect(result).toMatchObject({ kind: 'refused', status: undefined });
    expect(changesSent(scene)).toEqual([]);
  });
});

describe('a change beside a read', () => {
  it('does not wait while the read sits out a limit', async () => {
    let asleep: (() => void) | undefined;
    const sleeping = new Promise<void>((resolve) => {
      asleep = resolve;
    });
    const sleep = (_: number, signal?: AbortSignal) => {
      asleep?.();
      return new Promise<void>((__, reject) => {
        signal?.addEventListener('abort', () => reject(new Error('woken')));
      });
    };
    const scene = await openWithSeats({ timing: { sleep } });
    scene.local.faults.add({ path: /billing$/u }, rateLimited({ seconds: 42 }, 429));
    const caller = new AbortController();
    const settings = scene.github.readSettings(scene.asked(), caller.signal);
    await sleeping;
    const result = await scene.github.removeSeat(scene.asked(), 'ana');
    expect(result).toMatchObject({ kind: 'refused', status: undefined });
    expect(changesSent(scene)).toEqual([]);
    caller.abort(new Error('closing time'));
    await expect(settings).rejects.toThrow('closing time');
  });

  it('is not sent when the read before it in the queue meets a limit', async () => {
    const scene = await openWithSeats();
    await scene.github.readSettings(scene.asked());
    const limit = rateLimited({ seconds: 600 }, 429);
    const fault = scene.local.faults.add(
      { path: /billing$/u },
      { kind: 'hold', phase: 'before', next: limit },
    );
    const settings = scene.github
      .readSettings(scene.asked(), undefined, 'click')
      .catch(() => undefined);
    await fault.arrived();
    // The token is old enough to be replaced, which would be a request as well.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 55 * 60_000 });
    const removing = scene.github.removeSeat(scene.asked(), 'ana');
    fault.release();
    expect(await removing).toMatchObject({ kind: 'refused', status: undefined });
    expect(changesSent(scene)).toEqual([]);
    expect(scene.local.requests.filter(({ path }) => ACCESS_TOKENS.test(path))).toHaveLength(1);
    await settings;
  });

  it('does not go out with a token that is about to end', async () => {
    const scene = await openWithSeats();
    await scene.github.readSettings(scene.asked());
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 55 * 60_000 });
    await scene.github.removeSeat(scene.asked(), 'ana');
    const tokens = scene.local.requests.filter(({ path }) => ACCESS_TOKENS.test(path));
    expect(tokens).toHaveLength(2);
  });
});

describe('a change while a stop begins', () => {
  it('is not sent from the queue, nor out of its pause behind the last one', async () => {
    const scene = await openWithSeats();
    const fault = scene.local.faults.add({ path: SELECTED_USERS }, held());
    const first = scene.github.removeSeat(scene.asked(), 'ana');
    await fault.arrived();
    const stop = createStop(60_000);
    const queued = scene.github.removeSeat(scene.asked(), 'ben', stop);
    stop.begin();
    const nothing = {
      kind: 'refused',
      status: undefined,
      detail: expect.stringMatching(/being stopped.*Nothing was sent/u) as string,
    };
    expect(await queued).toMatchObject(nothing);
    fault.release();
    expect(await first).toMatchObject({ kind: 'answered' });
    expect(await scene.github.restoreSeat(scene.asked(), 'ana', stop)).toMatchObject(nothing);
    expect(changesSent(scene)).toHaveLength(1);
  });

  it('is waited for once it is sent, until the grace is over', async () => {
    const scene = await openWithSeats();
    scene.local.faults.add({ path: SELECTED_USERS }, stalled('headers', true));
    const stop = createStop(200);
    const sent = scene.github.removeSeat(scene.asked(), 'ana', stop);
    await until(() => changesSent(scene).length === 1);
    const begunMs = performance.now();
    stop.begin();
    expect(await sent).toMatchObject({ kind: 'unknown', status: undefined });
    expect(performance.now() - begunMs).toBeGreaterThan(150);
  });
});

describe('changes of one organisation', () => {
  it('are a second apart, and one after the other', async () => {
    const scene = await openWithSeats();
    scene.company.addOrganisation({ login: 'acme-eu' });
    const asked = scene.asked();
    await Promise.all([
      scene.github.removeSeat(asked, 'ana'),
      scene.github.removeSeat(asked, 'ben'),
      scene.github.restoreSeat(asked, 'ana'),
    ]);
    expect(scene.time.slept).toEqual([1000, 1000]);
    await scene.github.restoreSeat(scene.asked('acme-eu'), 'ana');
    expect(scene.time.slept).toEqual([1000, 1000]);
    expect(changesSent(scene)).toHaveLength(4);
  });

  it('close the gate for what follows when GitHub says so', async () => {
    const scene = await openWithSeats();
    scene.local.faults.add({ path: SELECTED_USERS }, rateLimited({ seconds: 90 }, 429));
    await scene.github.removeSeat(scene.asked(), 'ana');
    expect(await scene.github.removeSeat(scene.asked(), 'ben')).toMatchObject({ kind: 'refused' });
    expect(changesSent(scene)).toHaveLength(1);
  });

  it('name the permission that the App lacks', async () => {
    const scene = await openWithSeats();
    scene.company.installation('acme-labs').permissions = {
      organization_copilot_seat_management: 'read',
    };
    expect(await scene.github.removeSeat(scene.asked(), 'ana')).toMatchObject({
      kind: 'refused',
      status: 403,
      detail: expect.stringContaining('“GitHub Copilot Business”') as string,
    });
  });
});
