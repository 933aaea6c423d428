import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDemoCompany } from '../../sandbox/demo/company.ts';
import { COLLEAGUES, EU, emailOf, LABS } from '../../sandbox/demo/roster.ts';
import { startDemo } from '../../sandbox/demo/start.ts';
import { CAST, createWorkplace } from '../../sandbox/demo/workplace.ts';
import type { BoardRow } from '../../src/core/board.ts';
import { isWeekday, WAY_KINDS } from '../../src/core/usage.ts';
import { loadPicture, type Picture } from '../../src/decision/picture.ts';
import { loadUsage } from '../../src/decision/usage.ts';
import { openStore } from '../../src/store/database.ts';
import type { Store } from '../../src/store/store.ts';

const POLICY = { dormantAfterDays: 30, mode: 'on', refreshMinutes: 30 } as const;
const DAY = 86_400_000;
/** A Friday. */
const START = Date.parse('2026-11-20T14:32:00Z');

interface Remembered {
  readonly store: Store;
  readonly picture: Picture;
  /** What the bot had said by the time the demo began. */
  readonly said: readonly string[];
  readonly forget: () => Promise<void>;
}

const listing = () => ({ kind: 'listed' }) as const;

/** Starts the demo at an instant, ends it at once, and opens the memory that it leaves. */
async function remember(start: number): Promise<Remembered> {
  const demo = await startDemo({ start, frozen: true, keep: true });
  const said = demo.slack.workspace.messages.map(({ text }) => text);
  const problems = [...demo.slack.problems];
  await demo.stop();
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  const store = await openStore(demo.databasePath);
  const picture = await loadPicture({ store, policy: POLICY, now: () => start, listing });
  return {
    store,
    picture,
    said,
    forget: async () => {
      await store.close();
      rmSync(dirname(demo.databasePath), { recursive: true, force: true });
    },
  };
}

function loginsOf(rows: readonly BoardRow[]): string[] {
  return rows.flatMap(({ seat }) => (seat.kind === 'held' ? [seat.person.login] : []));
}

function inState(rows: readonly BoardRow[], state: string): BoardRow[] {
  return rows.filter(({ verdict }) => verdict.state === state);
}

const EVERY_STATE = ['active', 'dormant', 'kept', 'leaving', 'new', 'nobody', 'unclear'];

describe("the demo's company", () => {
  let past: Remembered;

  beforeAll(async () => {
    past = await remember(START);
  }, 60_000);
  afterAll(async () => past.forget());

  it('has a usage report in which every kind has something to show and something to leave out', async () => {
    const { report, troubled } = await loadUsage(
      { store: past.store, now: () => START, listing },
      undefined,
    );
    expect(troubled).toEqual([]);
    expect(report?.of.map(({ login }) => login)).toEqual([EU, LABS]);
    const weekdays = report?.figures?.days.filter(({ day }) => isWeekday(day)) ?? [];
    expect(Math.min(...weekdays.map(({ people = 0 }) => people))).toBeGreaterThan(20);
    for (const kind of WAY_KINDS) {
      expect(report?.figures?.ways[kind].shown.length).toBeGreaterThanOrEqual(2);
    }
    expect(report?.figures?.ways.editor.hasOthers).toBe(true);
  });

  it('has about eighty people with different names, and e-mails that Slack has too', () => {
    expect(COLLEAGUES.length).toBeGreaterThan(75);
    expect(new Set(COLLEAGUES.map(({ login }) => login)).size).toBe(COLLEAGUES.length);
    expect(new Set(COLLEAGUES.map(emailOf)).size).toBe(COLLEAGUES.length);
    const workplace = createWorkplace();
    for (const { user } of CAST) expect(workplace.person(user).realName).not.toBe('');
    const emails = new Set([...workplace.people.values()].map(({ email }) => email));
    const strangers = COLLEAGUES.filter((colleague) => !emails.has(emailOf(colleague)));
    expect(strangers.map(({ login }) => login)).toEqual(['acme-release-bot']);
    for (const email of COLLEAGUES.map(emailOf)) expect(email).toMatch(/^[a-z.]+@acme\.example$/);
  });

  it('has every kind of seat, in both organisations', async () => {
    const { rows, organisations } = past.picture;
    expect(
      organisations.map(({ organisation, trust }) => [organisation.login, trust.kind]),
    ).toEqual([
      ['acme-eu', 'good'],
      ['acme-labs', 'good'],
    ]);
    const states = new Set(rows.map(({ verdict }) => verdict.state));
    expect([...states].toSorted()).toEqual(EVERY_STATE);
    const dormant = inState(rows, 'dormant');
    expect(dormant.length).toBeGreaterThan(15);
    expect(dormant.length).toBeLessThan(rows.length / 3);
    const kinds = dormant.flatMap(({ verdict }) =>
      'reason' in verdict ? verdict.reason.kind : [],
    );
    expect(new Set(kinds)).toEqual(new Set(['never-used', 'no-record', 'stopped']));
    expect(new Set(dormant.map(({ seat }) => seat.organisation.login)).size).toBe(2);
    const obstacles = dormant.map(({ obstacle }) => obstacle?.kind);
    expect(obstacles.filter((kind) => kind === undefined).length).toBeGreaterThan(10);
    expect(obstacles).toEqual(expect.arrayContaining(['through-team', 'too-early']));
  });

  it('has the seats that are hard to judge', async () => {
    const { store, picture } = past;
    const held = picture.rows.flatMap(({ seat }) => (seat.kind === 'held' ? [seat] : []));
    expect(new Set(held.map(({ plan }) => plan))).toEqual(new Set(['business', 'enterprise']));
    const editors = held.map(({ lastUse }) => lastUse?.editor?.split('/')[0]?.toLowerCase());
    expect(new Set(editors).size).toBeGreaterThan(6);
    expect(held.filter(({ person }) => person.login === 'marcus-eriksen')).toHaveLength(2);
    const byReportAlone = held.filter(
      ({ lastUse }) => lastUse?.source === 'usage-report' && lastUse.editor === 'copilot_cli',
    );
    expect(byReportAlone.map(({ person }) => person.login)).toContain('sten-aaltonen');
    expect((await store.people.findByLogin('ivo-k'))?.person.login).toBe('ivo-kralj');
    // GitHub keeps 90 days, so only memory can tell this one from a seat that was never used.
    const kenji = held.find(({ person }) => person.login === 'kenji-w');
    expect(kenji?.lastUse?.at).toBeLessThan(START - 200 * DAY);
  });

  it('has a log of decisions, of which everybody has been told', async () => {
    const { store } = past;
    const log = await store.audit.list({ limit: 100 });
    const actions = log.map(({ action }) => action);
    expect(actions).toEqual(
      expect.arrayContaining(['removal-ended', 'undo-ended', 'removal-refused', 'kept']),
    );
    expect(actions.filter((action) => action === 'removal-ended')).toHaveLength(6);
    expect(await store.audit.findBreak()).toBeUndefined();
    expect(await store.removals.listUntold()).toEqual([]);
    expect(await store.removals.listUnsettled()).toEqual([]);
  });

  it('has twelve weeks of figures, and last week’s digest in its channel', async () => {
    const figures = await past.store.figures.list('2026-08-01');
    const weeks = new Set(figures.map(({ day }) => Math.floor(Date.parse(day) / (7 * DAY))));
    expect(weeks.size).toBeGreaterThan(12);
    const digests = past.said.filter((text) => text.includes('idle for more than 30 days'));
    expect(digests).toHaveLength(1);
    expect(digests[0]).not.toContain('This comes late');
  });

  it.each([
    ['in the first hour of a month', '2027-01-01T00:20:00Z'],
    ['at the end of a February', '2027-02-28T23:50:00Z'],
    ['just after a digest', '2026-03-30T07:05:00Z'],
  ])(
    'is the same %s',
    async (_, text) => {
      const { picture, said, forget } = await remember(Date.parse(text));
      await forget();
      expect(new Set(picture.rows.map(({ verdict }) => verdict.state)).size).toBe(7);
      const leaving = inState(picture.rows, 'leaving');
      expect(loginsOf(leaving).toSorted()).toEqual(['hugo-perrin', 'lena-vogt']);
      expect(picture.organisations.map(({ trust }) => trust.kind)).toEqual(['good', 'good']);
      // Around daylight saving a week may hold two.
      const digests = said.filter((each) => each.includes('idle for more than 30 days'));
      expect(digests.length).toBeGreaterThan(0);
      expect(digests.join(' ')).not.toContain('This comes late');
    },
    60_000,
  );

  it('goes on using Copilot as time passes: nobody in use falls idle', () => {
    let now = START;
    const demo = createDemoCompany(START, () => now);
    const { company } = demo;
    demo.live({ from: START - 1000 * DAY, to: START });
    for (let week = 1; week <= 12; week += 1) {
      demo.live({ from: now, to: now + 7 * DAY });
      now += 7 * DAY;
      for (const login of ['maya-lindqvist', 'kavya-reddy', 'lars-vandam', 'roisin-daly']) {
        const seats = company.organisations().flatMap((each) => each.seats.find(login, now) ?? []);
        const [used = ''] = seats.map(({ row }) => row.last_activity_at ?? '');
        expect(now - Date.parse(used)).toBeLessThan(10 * DAY);
      }
    }
    expect(company.uses.length).toBeLessThan(3000);
  });
});
