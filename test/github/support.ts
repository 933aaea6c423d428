import { readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { Company } from '../../sandbox/github/company.ts';
import { type LocalGitHub, startLocalGitHub } from '../../sandbox/github/server.ts';
import type { SeatReading } from '../../src/core/seat.ts';
import { createGitHub } from '../../src/github/client.ts';
import type { Asked, GitHub, SeatListEnd } from '../../src/github/github.ts';
import type { Timing } from '../../src/github/limits.ts';

/** Real time that passes only by being slept through. */
export class PatientTime {
  at = 1_000_000;
  readonly slept: number[] = [];
  readonly elapsed = (): number => this.at;
  readonly sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
    signal?.throwIfAborted();
    await nextTurn();
    this.slept.push(ms);
    this.at += ms;
  };
}

export const NOW = Date.parse('2026-11-20T14:32:00Z');

export interface Scene {
  readonly company: Company;
  readonly local: LocalGitHub;
  readonly github: GitHub;
  readonly time: PatientTime;
  /** Everything that was logged, as JSON lines. */
  readonly logged: string[];
  asked(login?: string): Asked;
}

/** A local GitHub with one organisation, `acme-labs`, and the client under test in front of it. */
export async function openScene(
  options: { timing?: Partial<Timing>; appId?: string; privateKey?: string; url?: string } = {},
): Promise<Scene> {
  const company = new Company({ now: () => NOW });
  company.addOrganisation({ login: 'acme-labs' });
  const local = await startLocalGitHub({ company });
  onTestFinished(() => local.close());
  const time = new PatientTime();
  const logged: string[] = [];
  const github = createGitHub({
    apiUrl: options.url ?? local.url,
    appId: options.appId ?? local.appId,
    privateKey: options.privateKey ?? local.privateKey,
    log: pino({ level: 'trace' }, { write: (line: string) => logged.push(line) }),
    now: () => NOW,
    timing: { elapsed: time.elapsed, sleep: time.sleep, ...options.timing },
  });
  function asked(login = 'acme-labs'): Asked {
    const { id } = company.organisation(login);
    return { organisationId: id, login, installationId: company.installation(login).id };
  }
  return { company, local, github, time, logged, asked };
}

/** Grants so many seats to people called `p-1`, `p-2` and so on. */
export function grantMany(company: Company, count: number, organisation = 'acme-labs'): void {
  for (let n = 1; n <= count; n += 1) {
    company.grant(organisation, `p-${n}`, { at: Date.parse('2026-05-12') });
  }
}

export interface Collected {
  readonly end: SeatListEnd;
  readonly pages: SeatReading[][];
  readonly seats: SeatReading[];
}

export async function collectSeats(scene: Scene, asked = scene.asked()): Promise<Collected> {
  const pages: SeatReading[][] = [];
  const end = await scene.github.readSeats(asked, async (page) => {
    pages.push([...page.seats]);
  });
  return { end, pages, seats: pages.flat() };
}

/** The requests for a page of seats that arrived, by page. */
export function pagesAsked(local: LocalGitHub): string[] {
  return local.requests
    .filter(({ path }) => path.endsWith('/billing/seats'))
    .map(({ query }) => query['page'] ?? '');
}

export function sample(name: string): string {
  return readFileSync(new URL(`../fixtures/github/samples/${name}`, import.meta.url), 'utf8');
}
