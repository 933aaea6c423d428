import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { FaultAction } from '../../sandbox/github/faults.ts';
import {
  ACCESS_TOKENS,
  altered,
  answered,
  connectionReset,
  emptyPage,
  htmlError,
  permissionMissing,
  rateLimited,
  repeatedPage,
  SEATS,
  serverError,
  stalled,
  truncated,
  wrongTotal,
} from '../../sandbox/github/trouble.ts';
import type { FailureKind } from '../../src/core/trust.ts';
import {
  collectSeats,
  grantMany,
  NOW,
  openScene,
  pagesAsked,
  type Scene,
  sample,
} from './support.ts';

describe('a seat list that GitHub gives whole', () => {
  it.each([
    [0, 1],
    [1, 1],
    [100, 1],
    [101, 2],
    [250, 3],
  ])('of %i seats is read in %i pages, each seat once', async (count, pages) => {
    const scene = await openScene();
    grantMany(scene.company, count);
    const { end, seats } = await collectSeats(scene);
    expect(end).toEqual({ kind: 'complete', totalSeats: count, pages });
    const people = seats.map((seat) => (seat.kind === 'held' ? seat.person.login : ''));
    expect(people).toEqual(Array.from({ length: count }, (_, index) => `p-${index + 1}`));
    expect(pagesAsked(scene.local)).toEqual(Array.from({ length: pages }, (_, n) => `${n + 1}`));
  });

  it('is handed over page by page, and the next is not asked for before the last is taken', async () => {
    const scene = await openScene();
    grantMany(scene.company, 250);
    const askedWhenTaken: number[] = [];
    await scene.github.readSeats(scene.asked(), async () => {
      await new Promise((resolve) => setImmediate(resolve));
      askedWhenTaken.push(pagesAsked(scene.local).length);
    });
    expect(askedWhenTaken).toEqual([1, 2, 3]);
  });

  it('is read to its end without any Link header', async () => {
    const scene = await openScene();
    grantMany(scene.company, 250);
    scene.local.faults.add(
      { path: SEATS },
      altered((body) => body, { link: '' }),
      Infinity,
    );
    const { end, seats } = await collectSeats(scene);
    expect(end).toMatchObject({ kind: 'complete', totalSeats: 250 });
    expect(seats).toHaveLength(250);
  });

  it('is asked for politely: who asks, in which version, with a token', async () => {
    const scene = await openScene();
    await collectSeats(scene);
    const request = scene.local.requests.find(({ path }) => path.endsWith('/billing/seats'));
    expect(request).toMatchObject({
      auth: 'installation',
      query: { per_page: '100', page: '1' },
      headers: {
        accept: 'application/vnd.github+json',
        'user-agent': 'seatkeeper',
        'x-github-api-version': '2022-11-28',
      },
    });
  });

  it('costs one token, however many pages and reads', async () => {
    const scene = await openScene();
    grantMany(scene.company, 150);
    await collectSeats(scene);
    await collectSeats(scene);
    const tokens = scene.local.requests.filter(({ path }) => ACCESS_TOKENS.test(path));
    expect(tokens).toHaveLength(1);
  });

  it('may hold two grants of one person, and seats of nobody’s', async () => {
    const scene = await openScene();
    const granted = { created_at: '2026-05-12T00:00:00Z' };
    const assignee = { id: 7, login: 'rhea-osei' };
    const team = { slug: 'platform', name: 'Platform' };
    scene.company.setSeats('acme-labs', [
      { ...granted, assignee },
      { ...granted, assignee, assigning_team: team },
      { ...granted, assignee: null },
      { ...granted, assignee: null },
    ]);
    const { end, seats } = await collectSeats(scene);
    expect(end).toEqual({ kind: 'complete', totalSeats: 4, pages: 1 });
    expect(seats.map(({ kind }) => kind)).toEqual(['held', 'held', 'nobody', 'nobody']);
  });
});

describe('GitHub’s own samples', () => {
  async function readSample(text: string) {
    const scene = await openScene();
    scene.local.faults.add({ path: SEATS }, answered(200, text), Infinity);
    return { ...(await collectSeats(scene)), promised: JSON.parse(text) as { seats: unknown[] } };
  }
  const documented = JSON.parse(sample('GET_orgs__org__copilot__billing__seats.json')) as {
    examples: Record<string, unknown>;
  };

  it.each([
    ['of the documentation', JSON.stringify(documented.examples['response 200:default'])],
    ['of an organisation', sample('organization_seats_response_sample.json')],
    ['of an enterprise', sample('enterprise_seats_response_sample.json')],
  ])('the sample %s is read whole', async (_, text) => {
    const { end, seats, promised } = await readSample(text);
    expect(end).toMatchObject({ kind: 'complete', totalSeats: promised.seats.length });
    expect(seats).toHaveLength(promised.seats.length);
  });

  it('the sample of a seat without assignee loses no row, though its total is wrong', async () => {
    const { end, seats } = await readSample(sample('null-assignee.json'));
    expect(seats).toMatchObject([{ kind: 'nobody' }]);
    expect(end).toMatchObject({ kind: 'incomplete', failure: { kind: 'incomplete' } });
  });

  it('the offsets of the documentation’s sample are understood', async () => {
    const example = JSON.stringify(documented.examples['response 200:default']);
    const { seats } = await readSample(example);
    expect(seats).toMatchObject([
      { grantedAt: Date.parse('2021-08-04T00:00:00Z'), team: { slug: 'justice-league' } },
      { plan: 'unknown', pendingCancellation: '2021-11-01' },
    ]);
  });
});

/** What a fault on page 2 of 3 must come to: the class, and how many seats were believed. */
type Row = readonly [name: string, fault: FaultAction, kind: FailureKind, seats: number];

const ROWS = { seats: [{ created_at: 'soon', assignee: { id: 1, login: 'x' } }] };
const FAULTS: readonly Row[] = [
  ['500', serverError(500), 'outage', 100],
  ['502 of a proxy', htmlError(502), 'outage', 100],
  ['503', serverError(503), 'outage', 100],
  ['504', serverError(504), 'outage', 100],
  ['408', answered(408), 'outage', 100],
  ['a reset before the first byte', connectionReset(), 'outage', 100],
  ['a body that ends after no byte', truncated(0), 'outage', 100],
  ['a body that ends after one byte', truncated(1), 'outage', 100],
  ['a body that ends in the middle', truncated(9000), 'outage', 100],
  ['headers that never come', stalled('headers'), 'outage', 100],
  ['a body that stops coming', stalled('body'), 'outage', 100],
  ['204', answered(204), 'unreadable', 100],
  ['205', answered(205), 'unreadable', 100],
  ['206 with half the list', answered(206, { total_seats: 250, seats: [] }), 'unreadable', 100],
  ['202', answered(202, {}), 'unreadable', 100],
  ['301', answered(301, '', { location: 'https://example.com/' }), 'unreadable', 100],
  ['302', answered(302, '', { location: '/elsewhere' }), 'unreadable', 100],
  ['304', answered(304), 'unreadable', 100],
  ['400', answered(400, { message: 'Bad Request' }), 'unreadable', 100],
  ['409', answered(409, { message: 'Conflict' }), 'unreadable', 100],
  ['410', answered(410, { message: 'Gone' }), 'unreadable', 100],
  ['418', answered(418, 'teapot'), 'unreadable', 100],
  ['an empty body', answered(200, ''), 'unreadable', 100],
  ['HTML', htmlError(200), 'unreadable', 100],
  [
    'JSON cut short',
    answered(200, '{"total_seats":250,"seats":[{"created_at":'),
    'unreadable',
    100,
  ],
  ['null', answered(200, 'null'), 'unreadable', 100],
  ['a string', answered(200, '"no seats"'), 'unreadable', 100],
  ['a bare array', answered(200, '[]'), 'unreadable', 100],
  ['seats that are null', altered((body) => ({ ...body, seats: null })), 'unreadable', 100],
  ['seats that are missing', answered(200, { total_seats: 250 }), 'unreadable', 100],
  ['seats in an object', altered((body) => ({ ...body, seats: {} })), 'unreadable', 100],
  ['no total', altered(({ seats }) => ({ seats })), 'unreadable', 100],
  ['a total in words', altered((body) => ({ ...body, total_seats: 'all' })), 'unreadable', 100],
  ['a negative total', wrongTotal(-1), 'unreadable', 100],
  ['a total of a fraction', wrongTotal(249.5), 'unreadable', 100],
  ['401, again and again', answered(401, { message: 'Bad credentials' }), 'credentials', 100],
  ['403 for a permission', permissionMissing(), 'permission', 100],
  [
    '403 for a suspension',
    answered(403, { message: 'This installation has been suspended' }),
    'suspended',
    100,
  ],
  ['403 without a word', answered(403), 'permission', 100],
  ['422', answered(422, { message: 'Copilot is off' }), 'not-enabled', 100],
  ['404 while the App is installed', answered(404, { message: 'Not Found' }), 'not-enabled', 100],
  ['429 for an hour', rateLimited({ seconds: 3600 }, 429), 'limit', 100],
  ['403 for an hour', rateLimited({ date: NOW + 3_600_000 }), 'limit', 100],
  ['a used-up hour', rateLimited({ reset: NOW + 3_600_000 }), 'limit', 100],
  ['limits in words, again and again', rateLimited('message', 429), 'limit', 100],
  ['short limits, again and again', rateLimited({ seconds: 5 }, 429), 'limit', 100],
  ['another total', wrongTotal(249), 'incomplete', 250],
  ['an empty page in the middle', emptyPage(), 'incomplete', 100],
  ['page 1 once more', repeatedPage(1), 'incomplete', 250],
  ['page 3 before its time', repeatedPage(3), 'incomplete', 200],
  [
    'one seat fewer',
    altered(({ total_seats, seats }) => ({ total_seats, seats: (seats as unknown[]).slice(1) })),
    'incomplete',
    249,
  ],
  [
    'one seat too many',
    altered(({ total_seats, seats }) => ({
      total_seats,
      seats: [
        ...(seats as unknown[]),
        { created_at: '2026-01-01', assignee: { id: 999, login: 'x' } },
      ],
    })),
    'incomplete',
    251,
  ],
  [
    'one row that cannot be read',
    altered(({ total_seats, seats }) => ({
      total_seats,
      seats: [...(seats as unknown[]).slice(1), ...ROWS.seats],
    })),
    'incomplete',
    249,
  ],
];

describe('a seat list with a fault on its second page', () => {
  async function openFaulty(fault: FaultAction, times: number): Promise<Scene> {
    const scene = await openScene(fault.kind === 'hang' ? { timing: { deadlineMs: 300 } } : {});
    grantMany(scene.company, 250);
    scene.local.faults.add({ path: SEATS, page: 2 }, fault, times);
    return scene;
  }

  it.each(FAULTS)('%s ends it and invents no page', async (_, fault, kind, seats) => {
    const scene = await openFaulty(fault, Infinity);
    const collected = await collectSeats(scene);
    expect(collected.end).toMatchObject({ kind: 'incomplete', failure: { kind } });
    expect(collected.seats).toHaveLength(seats);
    expect(collected.end.pages === 1).toBe(kind !== 'incomplete');
  });

  it.each(FAULTS.filter(([, , kind]) => kind === 'outage' || kind === 'unreadable'))(
    '%s is got over when the third attempt succeeds',
    async (_, fault) => {
      const scene = await openFaulty(fault, 2);
      const { end, seats } = await collectSeats(scene);
      expect(end).toEqual({ kind: 'complete', totalSeats: 250, pages: 3 });
      expect(seats).toHaveLength(250);
      expect(pagesAsked(scene.local)).toEqual(['1', '2', '2', '2', '3']);
    },
  );

  it.each(FAULTS.filter(([, , kind]) => ['permission', 'suspended', 'not-enabled'].includes(kind)))(
    '%s is not asked again',
    async (_, fault) => {
      const scene = await openFaulty(fault, Infinity);
      await collectSeats(scene);
      expect(pagesAsked(scene.local)).toEqual(['1', '2']);
    },
  );
});

describe('a seat list that fails on its first page', () => {
  it.each<[string, FaultAction, FailureKind]>([
    ['an outage', serverError(), 'outage'],
    ['nonsense', htmlError(200), 'unreadable'],
    ['an empty body', answered(200, ''), 'unreadable'],
    ['204', answered(204), 'unreadable'],
  ])('%s makes it a failed read without any page', async (_, fault, kind) => {
    const scene = await openScene();
    grantMany(scene.company, 5);
    scene.local.faults.add({ path: SEATS }, fault, Infinity);
    const { end, pages } = await collectSeats(scene);
    expect(end).toMatchObject({ kind: 'failed', pages: 0, failure: { kind } });
    expect(pages).toEqual([]);
  });

  it('says which permission is missing, by the name on GitHub’s settings page', async () => {
    const scene = await openScene();
    scene.company.installation('acme-labs').permissions = { members: 'read' };
    const { end } = await collectSeats(scene);
    expect(end).toMatchObject({
      kind: 'failed',
      failure: { kind: 'permission', permission: 'GitHub Copilot Business' },
    });
  });

  it('reads again as soon as the permission is granted, with a new token', async () => {
    const scene = await openScene();
    const installation = scene.company.installation('acme-labs');
    installation.permissions = { members: 'read' };
    await collectSeats(scene);
    installation.permissions = { organization_copilot_seat_management: 'read' };
    expect((await collectSeats(scene)).end).toMatchObject({ kind: 'complete' });
  });

  it.each<[string, (scene: Scene) => void, FailureKind]>([
    ['the installation was suspended', ({ company }) => company.suspend('acme-labs'), 'suspended'],
    ['the App was removed', ({ company }) => company.uninstall('acme-labs'), 'gone'],
    [
      'Copilot was switched off',
      ({ company }) => {
        company.organisation('acme-labs').copilot = false;
      },
      'not-enabled',
    ],
    [
      'the organisation was renamed',
      ({ company }) => {
        company.organisation('acme-labs').login = 'acme-new';
      },
      'gone',
    ],
  ])('says so when %s', async (_, happen, kind) => {
    const scene = await openScene();
    const asked = scene.asked();
    await collectSeats(scene, asked);
    happen(scene);
    const { end, seats } = await collectSeats(scene, asked);
    expect(end).toMatchObject({ kind: 'failed', failure: { kind } });
    expect(seats).toEqual([]);
  });
});

describe('the list of an organisation under a new login holder', () => {
  it('keeps to the installation’s own organisation', async () => {
    const scene = await openScene();
    const asked = scene.asked();
    scene.company.organisation('acme-labs').login = 'acme-new';
    scene.company.addOrganisation({ login: 'acme-labs' });
    const { end } = await collectSeats(scene, asked);
    expect(end.kind).toBe('failed');
  });
});

describe('a seat list that does not end as promised', () => {
  it('is read on while GitHub says that there is more', async () => {
    const scene = await openScene();
    grantMany(scene.company, 250);
    scene.local.faults.add({ path: SEATS }, wrongTotal(100), Infinity);
    const { end, seats } = await collectSeats(scene);
    expect(end).toMatchObject({ kind: 'incomplete', pages: 3 });
    expect(seats).toHaveLength(250);
  });

  it('is left once it goes in circles', async () => {
    const scene = await openScene();
    grantMany(scene.company, 250);
    scene.local.faults.add({ path: SEATS }, repeatedPage(1), Infinity);
    const { end } = await collectSeats(scene);
    expect(end).toMatchObject({ kind: 'incomplete', pages: 3 });
  });

  it('is not taken in beyond all size', async () => {
    const scene = await openScene();
    scene.local.faults.add({ path: SEATS }, answered(200, ' '.repeat(33 << 20)), Infinity);
    const { end } = await collectSeats(scene);
    const detail = expect.stringContaining('far more') as string;
    expect(end).toMatchObject({ kind: 'failed', failure: { kind: 'unreadable', detail } });
  });
});

describe('a limit', () => {
  it('is told in GitHub’s words', async () => {
    const scene = await openScene();
    scene.local.faults.add({ path: SEATS }, rateLimited({ seconds: 600 }, 429));
    const detail = expect.stringContaining('secondary rate limit') as string;
    expect((await collectSeats(scene)).end).toMatchObject({ failure: { kind: 'limit', detail } });
  });

  it('named by an outage is kept to as well', async () => {
    const scene = await openScene();
    const later = answered(503, { message: 'Repairs' }, { 'retry-after': '600' });
    scene.local.faults.add({ path: SEATS }, later);
    const retryAt = NOW + 600_000;
    const failure = { kind: 'outage', retryAt };
    expect((await collectSeats(scene)).end).toMatchObject({ kind: 'failed', failure });
    expect((await collectSeats(scene)).end).toMatchObject({ kind: 'failed', failure });
    expect(pagesAsked(scene.local)).toEqual(['1']);
    expect(scene.time.slept).toEqual([]);
  });

  it('of at most a minute is sat out to its end within a read', async () => {
    const scene = await openScene();
    grantMany(scene.company, 250);
    scene.local.faults.add({ path: SEATS, page: 2 }, rateLimited({ seconds: 42 }, 429));
    const { end } = await collectSeats(scene);
    expect(end).toMatchObject({ kind: 'complete', totalSeats: 250 });
    expect(scene.time.slept).toEqual([42_000]);
    expect(pagesAsked(scene.local)).toEqual(['1', '2', '2', '3']);
  });

  it.each<[string, FaultAction]>([
    ['in seconds', rateLimited({ seconds: 600 }, 429)],
    ['as a date', rateLimited({ date: NOW + 600_000 })],
    ['as a reset', rateLimited({ reset: NOW + 600_000 })],
  ])('%s that is longer ends the read, and nothing is sent before it ends', async (_, fault) => {
    const scene = await openScene();
    scene.local.faults.add({ path: SEATS }, fault);
    const first = await collectSeats(scene);
    const retryAt = NOW + 600_000;
    expect(first.end).toMatchObject({ kind: 'failed', failure: { kind: 'limit', retryAt } });
    const sent = scene.local.requests.length;

    await expect(scene.github.readSeat(scene.asked(), 'p-1')).rejects.toMatchObject({
      failure: { kind: 'limit', retryAt },
    });
    expect((await collectSeats(scene)).end).toMatchObject({ failure: { kind: 'limit', retryAt } });
    expect(scene.local.requests).toHaveLength(sent);

    scene.time.at += 599_999;
    expect((await collectSeats(scene)).end).toMatchObject({ kind: 'complete' });
    expect(scene.time.slept).toEqual([1]);
  });

  it('after the last allowed request holds back the next one', async () => {
    const scene = await openScene();
    grantMany(scene.company, 150);
    const headers = {
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String((NOW + 600_000) / 1000),
    };
    scene.local.faults.add(
      { path: SEATS, page: 1 },
      altered((body) => body, headers),
    );
    const { end, seats } = await collectSeats(scene);
    expect(end).toMatchObject({ kind: 'incomplete', pages: 1, failure: { kind: 'limit' } });
    expect(seats).toHaveLength(100);
    expect(pagesAsked(scene.local)).toEqual(['1']);
  });

  it('of one organisation leaves the others alone', async () => {
    const scene = await openScene();
    scene.company.addOrganisation({ login: 'acme-eu' });
    scene.local.faults.add(
      { organisation: 'acme-labs' },
      rateLimited({ seconds: 600 }, 429),
      Infinity,
    );
    const [labs, eu] = await Promise.all([
      collectSeats(scene),
      collectSeats(scene, scene.asked('acme-eu')),
    ]);
    expect(labs.end).toMatchObject({ kind: 'failed', failure: { kind: 'limit' } });
    expect(eu.end).toMatchObject({ kind: 'complete' });
  });

  it('on tokens counts for the installation', async () => {
    const scene = await openScene();
    scene.local.faults.add({ path: ACCESS_TOKENS }, rateLimited({ seconds: 600 }, 429));
    const { end } = await collectSeats(scene);
    expect(end).toMatchObject({ failure: { kind: 'limit', retryAt: NOW + 600_000 } });
    const sent = scene.local.requests.length;
    await collectSeats(scene);
    expect(scene.local.requests).toHaveLength(sent);
  });
});

describe('the token', () => {
  it('is asked for anew, once, when GitHub refuses it', async () => {
    const scene = await openScene();
    grantMany(scene.company, 3);
    await collectSeats(scene);
    scene.local.revokeTokens();
    expect((await collectSeats(scene)).end).toMatchObject({ kind: 'complete', totalSeats: 3 });
    expect(scene.local.requests.filter(({ path }) => ACCESS_TOKENS.test(path))).toHaveLength(2);
  });

  it('that comes in a broken answer is never used or kept', async () => {
    const scene = await openScene();
    scene.local.faults.add({ path: ACCESS_TOKENS }, truncated(20));
    scene.local.faults.add({ path: ACCESS_TOKENS }, answered(201, {}));
    expect((await collectSeats(scene)).end).toMatchObject({ kind: 'complete' });
    expect(scene.local.requests.some(({ auth }) => auth === 'unknown')).toBe(false);
  });

  it('never leaves for the address in a Link header or a redirect', async () => {
    const visits: unknown[] = [];
    const trap = createServer((request, response) => {
      visits.push(request.headers);
      response.end('{"total_seats":250,"seats":[]}');
    });
    await new Promise<void>((resolve) => {
      trap.listen(0, '127.0.0.1', resolve);
    });
    onTestFinished(() => void trap.close());
    const elsewhere = `http://127.0.0.1:${(trap.address() as AddressInfo).port}/`;
    const scene = await openScene();
    grantMany(scene.company, 250);
    const link = `<${elsewhere}?page=2>; rel="next", <${elsewhere}?page=3>; rel="last"`;
    scene.local.faults.add(
      { path: SEATS, page: 1 },
      altered((body) => body, { link }),
    );
    for (const status of [301, 302, 303, 307, 308]) {
      const fault = answered(status, '', { location: elsewhere });
      scene.local.faults.add({ path: SEATS, page: 3 }, fault);
      scene.local.faults.add({ path: ACCESS_TOKENS }, fault);
    }
    for (let n = 0; n < 4; n += 1) await collectSeats(scene);
    expect(pagesAsked(scene.local)).toContain('2');
    expect(visits).toEqual([]);
  });

  it('and the key are in no log and in no word about a failure', async () => {
    const scene = await openScene({ timing: { deadlineMs: 200 } });
    const texts: string[] = [];
    for (const [, fault] of FAULTS) {
      scene.local.faults.add({ path: SEATS }, fault, 3);
      const { end } = await collectSeats(scene);
      texts.push(JSON.stringify(end));
      scene.local.faults.clear();
      scene.time.at += 100_000_000;
    }
    const said = [...texts, ...scene.logged].join('\n');
    expect(said).not.toMatch(/ghs_|eyJ|PRIVATE KEY|127\.0\.0\.1/u);
  });
});

describe('a reader who gives up', () => {
  it('is let go at once, with the caller’s own reason', async () => {
    const scene = await openScene();
    const controller = new AbortController();
    const fault = scene.local.faults.add({ path: SEATS }, stalled('body'));
    const reading = scene.github.readSeats(scene.asked(), async () => {}, controller.signal);
    await fault.arrived();
    controller.abort(new Error('closing time'));
    await expect(reading).rejects.toThrow('closing time');
  });

  it('is let go while a token or a limit is being waited for', async () => {
    const scene = await openScene();
    const controller = new AbortController();
    const fault = scene.local.faults.add({ path: ACCESS_TOKENS }, stalled('headers'));
    const reading = scene.github.readSeats(scene.asked(), async () => {}, controller.signal);
    await fault.arrived();
    controller.abort(new Error('closing time'));
    await expect(reading).rejects.toThrow('closing time');
  });

  it('gets the failure of the one who takes the pages as it is', async () => {
    const scene = await openScene();
    grantMany(scene.company, 1);
    const failing = scene.github.readSeats(scene.asked(), async () => {
      throw new TypeError('disk full');
    });
    await expect(failing).rejects.toThrow(new TypeError('disk full'));
  });

  it('is stopped when the whole list takes too long, with what came until then', async () => {
    const scene = await openScene({ timing: { readDeadlineMs: 300 } });
    grantMany(scene.company, 150);
    scene.local.faults.add({ path: SEATS, page: 2 }, stalled('headers'), Infinity);
    const { end, seats } = await collectSeats(scene);
    expect(end).toMatchObject({ kind: 'incomplete', pages: 1, failure: { kind: 'outage' } });
    expect(seats).toHaveLength(100);
  });
});

describe('two readers of one organisation', () => {
  it('never have two requests under way', async () => {
    const scene = await openScene();
    await scene.github.readSettings(scene.asked());
    const held = scene.local.faults.add(
      { path: SEATS },
      { kind: 'hold', phase: 'before', next: undefined },
    );
    const before = scene.local.requests.length;
    const reading = collectSeats(scene);
    await held.arrived();
    const settings = scene.github.readSettings(scene.asked());
    await scene.github.describeApp();
    expect(scene.local.requests.slice(before).map(({ path }) => path)).toEqual([
      '/orgs/acme-labs/copilot/billing/seats',
      '/app',
    ]);
    held.release();
    await Promise.all([reading, settings]);
    expect(scene.local.requests.at(-1)?.path).toBe('/orgs/acme-labs/copilot/billing');
  });
});
