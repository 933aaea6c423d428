/** What was decided in the demo's company over the year: a story told in deeds, the oldest first. */

import { EVERY_PERMISSION } from '../github/accounts.ts';
import type { Company } from '../github/company.ts';
import type { DemoCompany } from './company.ts';
import { INSTALLED_DAYS_AGO } from './company.ts';
import { DAY_MS, startOfDay } from './habits.ts';
import { EU, LABS, RENAMED_DAYS_AGO } from './roster.ts';

/** What Maya does through the bot. */
export interface Manager {
  /** Removes a seat; what happens between her look and her click makes that fail. */
  remove(organisation: string, login: string, meanwhile?: () => void): Promise<void>;
  /** Takes back the newest removal of this seat. */
  undo(organisation: string, login: string): Promise<void>;
  keep(login: string, days: number | undefined, reason: string | undefined): Promise<void>;
}

export interface Deed {
  readonly at: number;
  readonly act: (world: { demo: DemoCompany; company: Company; manager: Manager }) => Promise<void>;
}

/** Nine in the morning, UTC, so many days before `start`, or on the Friday before where that is a weekend. */
function morning(start: number, daysAgo: number): number {
  const day = startOfDay(start - daysAgo * DAY_MS);
  const weekday = new Date(day).getUTCDay();
  const sinceFriday = weekday === 0 ? 2 : Number(weekday === 6);
  return day - sinceFriday * DAY_MS + 9 * 3_600_000;
}

/** Reports could not be read in the beginning: the permission came later. */
export const REPORTS_SINCE_DAYS_AGO = 28;
const WITHOUT_REPORTS = {
  members: EVERY_PERMISSION['members'] ?? 'read',
  organization_copilot_seat_management: 'write',
} as const;

export function tellChronicle(start: number): readonly Deed[] {
  const deed = (daysAgo: number, act: Deed['act']): Deed => ({ at: morning(start, daysAgo), act });
  const laterThatDay = (daysAgo: number, act: Deed['act']): Deed => ({
    at: morning(start, daysAgo) + 4 * 3_600_000,
    act,
  });
  return [
    deed(INSTALLED_DAYS_AGO[LABS], async ({ company }) => {
      company.install(LABS, WITHOUT_REPORTS);
    }),
    deed(240, ({ manager }) => manager.remove(LABS, 'gustav-ahlberg')),
    deed(INSTALLED_DAYS_AGO[EU], async ({ company }) => {
      company.install(EU, WITHOUT_REPORTS);
    }),
    deed(118, ({ manager }) => manager.remove(LABS, 'paola-rizzi')),
    deed(95, async ({ company }) => company.dismiss(LABS, 'chloe-bernard')),
    deed(90, ({ manager }) => manager.keep('acme-release-bot', undefined, 'Signs our releases')),
    deed(76, ({ manager }) => manager.remove(LABS, 'stellan-berg')),
    deed(RENAMED_DAYS_AGO, async ({ company, demo }) => {
      company.rename(demo.account('ivo-kralj').login, 'ivo-kralj');
    }),
    deed(43, ({ manager }) => manager.remove(LABS, 'dmitri-volkov')),
    laterThatDay(43, ({ manager }) => manager.undo(LABS, 'dmitri-volkov')),
    deed(40, async ({ company }) => void company.grantNobody(LABS)),
    deed(REPORTS_SINCE_DAYS_AGO, async ({ company }) => {
      for (const { login } of company.organisations()) {
        company.installation(login).permissions = EVERY_PERMISSION;
      }
    }),
    deed(20, ({ manager }) => manager.remove(LABS, 'esi-mensah')),
    laterThatDay(20, ({ manager }) => manager.undo(LABS, 'esi-mensah')),
    deed(18, ({ manager }) => manager.keep('nadia-rahimi', 63, 'Joins the mobile team soon')),
    deed(12, ({ company, manager }) =>
      manager.remove(LABS, 'akira-sugimoto', () => company.useCopilot('akira-sugimoto')),
    ),
  ];
}
