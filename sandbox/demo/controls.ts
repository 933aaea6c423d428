/** What the demo's panel offers beside Slack: time, people on GitHub, and trouble. */
import type { Company } from '../github/company.ts';
import type { DemoAction, DemoControls, DemoField } from '../slack/page/controls.ts';
import { type ControlledWorld, sayWhen } from './controlled.ts';
import { DAY_MS } from './habits.ts';
import { EU, LABS } from './roster.ts';
import { createTroubleActions } from './trouble-controls.ts';

export function createControls(world: ControlledWorld): DemoControls {
  const { clock } = world;
  return {
    now: () => clock.now(),
    actions: [
      ...createTimeActions(world),
      ...createPeopleActions(world),
      ...createTroubleActions(world),
    ],
  };
}

const SPANS = [
  { id: 'pass-hour', label: 'Let an hour pass', hours: 1 },
  { id: 'pass-day', label: 'Let a day pass', hours: 24 },
  { id: 'pass-week', label: 'Let a week pass', hours: 7 * 24 },
  { id: 'pass-month', label: 'Let a month pass', hours: 30 * 24 },
] as const;

function createTimeActions({ clock, time }: ControlledWorld): DemoAction[] {
  const toDigest: DemoAction = {
    id: 'to-digest',
    label: 'Go to the next digest',
    group: 'Time',
    about: 'To the minute at which the next weekly message is due.',
    async run() {
      const digestAt = await time.nextDigestAt();
      if (digestAt === undefined) throw new Error('No weekly digest is set up, or all are paused.');
      await time.passUntil(digestAt);
      return `It is ${sayWhen(clock.now())}, and the weekly digest is due.`;
    },
  };
  const spans = SPANS.map(({ id, label, hours }) => ({
    id,
    label,
    group: 'Time',
    async run() {
      await time.passUntil(clock.now() + (hours * DAY_MS) / 24);
      return `It is ${sayWhen(clock.now())}. People went on with their work, and Seatkeeper has read GitHub.`;
    },
  }));
  return [...spans, toDigest];
}

const ORGANISATIONS: DemoField = {
  kind: 'select',
  id: 'organisation',
  label: 'Organisation',
  options: [LABS, EU].map((login) => ({ value: login, label: login })),
  value: LABS,
};

const LATER = 'Seatkeeper hears of it when it reads GitHub next.';
const GROUP = 'People on GitHub';

function createPeopleActions({ company, clock }: ControlledWorld): DemoAction[] {
  return [
    {
      id: 'use',
      label: 'Use Copilot',
      group: GROUP,
      about: 'Somebody uses Copilot in VS Code, this minute.',
      fields: () => [selectOf('login', 'Person', listHolders(company, clock.now()), 'rhea-osei')],
      async run({ login = '' }) {
        company.useCopilot(login);
        return `${login} used Copilot just now. ${LATER} Remove seat asks GitHub itself, and so knows it already.`;
      },
    },
    {
      id: 'grant',
      label: 'Give a seat',
      group: GROUP,
      about: 'An owner of the organisation gives somebody a seat.',
      fields: [
        { kind: 'text', id: 'login', label: 'GitHub login', placeholder: 'new-colleague' },
        ORGANISATIONS,
      ],
      run: async ({ login = '', organisation = '' }) =>
        giveSeat(company, organisation, login.trim()),
    },
    {
      id: 'cancel',
      label: 'Cancel a seat',
      group: GROUP,
      about: 'An owner cancels a seat in GitHub’s own settings.',
      fields: () => [
        selectOf('seat', 'Seat', listStaying(company, clock.now()), `${LABS}/leo-fontaine`),
      ],
      async run({ seat = '' }) {
        const [organisation = '', login = ''] = seat.split('/');
        const { row } = company.cancel(organisation, login);
        return `${login}’s seat in ${organisation} ends on ${String(row.pending_cancellation_date)}. ${LATER}`;
      },
    },
  ];
}

function giveSeat(company: Company, organisation: string, login: string): string {
  if (!/^[a-z\d](?:[a-z\d]|-(?=[a-z\d])){0,38}$/i.test(login)) {
    throw new Error('A GitHub login has letters, digits and single hyphens, 39 at most.');
  }
  const { seats } = company.organisation(organisation);
  const held = seats.find(login, company.now());
  if (held !== undefined && held.row.pending_cancellation_date == null) {
    throw new Error(`${login} has a seat in ${organisation} already.`);
  }
  company.grant(organisation, login);
  return `${login} has a seat in ${organisation}. ${LATER}`;
}

interface Held {
  readonly organisation: string;
  readonly login: string;
  readonly isLeaving: boolean;
}

function listHeld(company: Company, now: number): Held[] {
  return company.organisations().flatMap(({ login: organisation, seats }) =>
    seats.current(now).flatMap(({ person, row }) => {
      if (person === undefined) return [];
      return [
        { organisation, login: person.login, isLeaving: row.pending_cancellation_date != null },
      ];
    }),
  );
}

function listHolders(company: Company, now: number): Choice[] {
  const logins = new Set(listHeld(company, now).map(({ login }) => login));
  return [...logins].map((login) => ({ value: login, label: login }));
}

function listStaying(company: Company, now: number): Choice[] {
  return listHeld(company, now)
    .filter(({ isLeaving }) => !isLeaving)
    .map(({ organisation, login }) => ({
      value: `${organisation}/${login}`,
      label: `${login} in ${organisation}`,
    }));
}

interface Choice {
  readonly value: string;
  readonly label: string;
}

/** A menu in order of its labels, standing on `first` where that is offered. */
function selectOf(id: string, label: string, choices: readonly Choice[], first = ''): DemoField {
  const options = choices.toSorted((one, other) => (one.label < other.label ? -1 : 1));
  const isOffered = options.some(({ value }) => value === first);
  return { kind: 'select', id, label, options, ...(isOffered ? { value: first } : {}) };
}
