import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type Health,
  type HealthState,
  type OrganisationHealth,
  startHealth,
} from '../../src/operate/health.ts';
import { createLog } from '../../src/operate/logs.ts';

const NOW = Date.UTC(2026, 10, 21, 14, 32);
const log = createLog({ level: 'silent', secrets: [] });

const ORGANISATION: OrganisationHealth = {
  id: 4711,
  kind: 'organisation',
  state: 'active',
  trust: 'stale',
  quarantined: true,
  lastGoodReadAt: NOW - 5_400_000,
  lastFailureKind: 'permission',
  failedReads: 3,
  nextReadAt: NOW + 60_000,
  seats: 250,
};

const READY: HealthState = {
  version: '1.2.3',
  startedAt: NOW - 86_400_000,
  database: { open: true, writable: true, bytes: 4096, walBytes: 0 },
  slack: { mode: 'socket', connected: true },
  firstRoundEnded: true,
  organisations: [ORGANISATION],
  digests: { going: 2, paused: 1, nextDueAt: NOW + 3_600_000 },
  counts: {
    reads: new Map([
      ['complete', 48],
      ['permission', 3],
    ]),
    removals: new Map([['removed', 2]]),
  },
};

const open: Health[] = [];
afterEach(async () => {
  for (const health of open.splice(0)) await health.stop();
});

async function startWith(state: () => HealthState | Promise<HealthState>) {
  const health = await startHealth({ host: '127.0.0.1', port: 0, state, log, now: () => NOW });
  open.push(health);
  return (path: string, init?: RequestInit) =>
    fetch(`http://127.0.0.1:${health.port}${path}`, init);
}

describe('/livez', () => {
  it('answers even when nothing else works', async () => {
    const ask = await startWith(() => {
      throw new Error('no state');
    });
    expect((await ask('/livez')).status).toBe(200);
    const healthz = await ask('/healthz');
    expect(healthz.status).toBe(500);
    expect(await healthz.text()).not.toContain('no state');
  });
});

describe('/readyz', () => {
  it.each<[string, Partial<HealthState>, string[]]>([
    ['nothing', {}, []],
    ['a closed file', { database: { open: false, writable: false } }, ['database']],
    ['a file that takes no writes', { database: { open: true, writable: false } }, ['database']],
    ['Slack', { slack: { mode: 'http', connected: false } }, ['slack']],
    ['the first round', { firstRoundEnded: false }, ['first-round']],
    [
      'several things',
      { slack: { mode: 'socket', connected: false }, firstRoundEnded: false },
      ['slack', 'first-round'],
    ],
  ])('names %s as missing', async (_claim, change, missing) => {
    const ask = await startWith(() => ({ ...READY, ...change }));
    const reply = await ask('/readyz');
    expect(reply.status).toBe(missing.length === 0 ? 200 : 503);
    expect(await reply.json()).toEqual({ ready: missing.length === 0, missing });
  });

  it('follows the state', async () => {
    let connected = false;
    const ask = await startWith(async () => ({ ...READY, slack: { mode: 'socket', connected } }));
    expect((await ask('/readyz')).status).toBe(503);
    connected = true;
    expect((await ask('/readyz')).status).toBe(200);
  });
});

describe('/healthz', () => {
  it('tells how each organisation fares, by id', async () => {
    const ask = await startWith(() => READY);
    expect(await (await ask('/healthz')).json()).toEqual({
      version: '1.2.3',
      startedAt: '2026-11-20T14:32:00.000Z',
      missing: [],
      database: { open: true, writable: true, bytes: 4096 },
      slack: { mode: 'socket', connected: true },
      firstRoundEnded: true,
      digests: { going: 2, paused: 1, nextDueAt: '2026-11-21T15:32:00.000Z' },
      organisations: [
        {
          id: 4711,
          kind: 'organisation',
          state: 'active',
          data: 'stale',
          quarantined: true,
          seats: 250,
          lastGoodReadAt: '2026-11-21T13:02:00.000Z',
          lastGoodReadAgeSeconds: 5400,
          lastFailure: 'permission',
          failedReads: 3,
          nextReadAt: '2026-11-21T14:33:00.000Z',
        },
      ],
    });
  });

  it('lets out nothing that the app adds to its objects', async () => {
    const careless = { ...ORGANISATION, login: 'CANARY-org', detail: 'CANARY-person' };
    const ask = await startWith(() => ({ ...READY, organisations: [careless] }));
    for (const path of ['/healthz', '/metrics', '/readyz']) {
      expect(await (await ask(path)).text()).not.toContain('CANARY');
    }
  });

  it('says null where nothing has been read', async () => {
    const unread = { ...ORGANISATION, lastGoodReadAt: undefined, nextReadAt: undefined };
    const ask = await startWith(() => ({ ...READY, organisations: [unread] }));
    expect(await (await ask('/healthz')).json()).toMatchObject({
      organisations: [{ lastGoodReadAt: null, lastGoodReadAgeSeconds: null, nextReadAt: null }],
    });
  });
});

describe('/metrics', () => {
  it('speaks the text format, organisations by id', async () => {
    const ask = await startWith(() => READY);
    const reply = await ask('/metrics');
    expect(reply.headers.get('content-type')).toContain('text/plain; version=0.0.4');
    const lines = (await reply.text()).split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        '# TYPE refresh_last_success_timestamp_seconds gauge',
        `refresh_last_success_timestamp_seconds{org="4711"} ${(NOW - 5_400_000) / 1000}`,
        'snapshot_seats{org="4711"} 250',
        'quarantine_active{org="4711"} 1',
        'activity_frozen{org="4711"} 0',
        'slack_socket_connected 1',
        'db_bytes 4096',
        'wal_bytes 0',
        '# TYPE refresh_result_total counter',
        'refresh_result_total{class="permission"} 3',
        'removal_total{result="removed"} 2',
        'digests_paused 1',
        `digest_next_due_timestamp_seconds ${(NOW + 3_600_000) / 1000}`,
      ]),
    );
    for (const line of lines.filter((text) => text !== '' && !text.startsWith('#'))) {
      expect(line).toMatch(/^[a-z_]+(\{[a-z]+="[^"]*"\})? -?\d+(\.\d+)?$/);
    }
  });

  it('leaves out what is not known', async () => {
    const ask = await startWith(() => ({
      ...READY,
      counts: { reads: new Map(), removals: new Map() },
      digests: { going: 0, paused: 0, nextDueAt: undefined },
      organisations: [{ ...ORGANISATION, lastGoodReadAt: undefined }],
    }));
    expect(await (await ask('/metrics')).text()).not.toMatch(
      /undefined|last_success|next_due|_total/,
    );
  });
});

describe('the health door', () => {
  it.each([
    ['GET', '/', 404],
    ['GET', '/livez/', 404],
    ['GET', '/healthz?verbose=1', 200],
    ['HEAD', '/healthz', 200],
    ['POST', '/healthz', 405],
    ['DELETE', '/livez', 405],
  ])('answers %s %s with %i', async (method, path, status) => {
    const ask = await startWith(() => READY);
    const reply = await ask(path, { method });
    expect(reply.status).toBe(status);
    expect(reply.headers.get('allow')).toBe(status === 405 ? 'GET, HEAD' : null);
    expect(reply.headers.get('cache-control')).toBe('no-store');
    expect(reply.headers.get('x-content-type-options')).toBe('nosniff');
    expect(reply.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('says in words that its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
    await expect(startHealth({ host: '127.0.0.1', port, state: () => READY, log })).rejects.toThrow(
      `HEALTH_PORT ${port} on 127.0.0.1 is taken by another program`,
    );
    other.close();
    await once(other, 'close');
  });

  it('says in words that its host is not on this machine', async () => {
    await expect(
      startHealth({ host: '192.0.2.1', port: 0, state: () => READY, log }),
    ).rejects.toThrow('HEALTH_HOST 192.0.2.1 is not an address of this machine');
  });

  it('stops at once, open connections and all, and may be stopped twice', async () => {
    const health = await startHealth({ host: '127.0.0.1', port: 0, state: () => READY, log });
    await (await fetch(`http://127.0.0.1:${health.port}/livez`)).text();
    const halfAsked = connect(health.port, '127.0.0.1');
    halfAsked.on('error', () => {});
    await once(halfAsked, 'connect');
    halfAsked.write('GET /livez HTTP/1.1\r\n');
    await health.stop();
    await health.stop();
    await expect(fetch(`http://127.0.0.1:${health.port}/livez`)).rejects.toThrow('fetch failed');
  });
});
