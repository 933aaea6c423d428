/** Pictures to render, and ways to look at what was rendered. */
import type { types } from '@slack/bolt';
import { validateMessage } from '../../../sandbox/slack/block-kit.ts';
import { judgeBoard } from '../../../src/core/board.ts';
import type { RemovalMode } from '../../../src/core/removal.ts';
import type { Savings } from '../../../src/core/savings.ts';
import { grantKeyOf, type Seat } from '../../../src/core/seat.ts';
import type { Listing, Trust } from '../../../src/core/trust.ts';
import type { ListPosition } from '../../../src/slack/refs.ts';
import type { Message, Picture, ViewContext } from '../../../src/slack/views/context.ts';
import type { Decision } from '../../../src/store/audit-store.ts';
import type { OrganisationRecord, Removal } from '../../../src/store/store.ts';
import {
  anOrganisation,
  anOutlook,
  aPerson,
  aReadHistory,
  aSeat,
  daysAgo,
  goodTrust,
  NOW,
} from '../../support/seats.ts';

export function aContext(overrides: Partial<ViewContext> = {}): ViewContext {
  return {
    now: NOW,
    command: '/copilot',
    currency: 'USD',
    prices: { business: 1900, enterprise: 3900 },
    dormantAfterDays: 30,
    seatContact: 'C0ASK',
    mode: 'on',
    refreshMinutes: 30,
    mayAct: true,
    noManagersFor: undefined,
    ...overrides,
  };
}

export function aRecord(
  login = 'acme-labs',
  overrides: Partial<OrganisationRecord> = {},
): OrganisationRecord {
  return {
    organisation: anOrganisation(login),
    installationId: 1,
    kind: 'organisation',
    state: 'active',
    appMayWrite: true,
    seatManagement: 'assign_selected',
    history: aReadHistory(),
    failedReads: 0,
    troubleTold: false,
    quarantined: false,
    removalsUnderWay: 0,
    earlierLogins: [],
    ...overrides,
  };
}

export interface PictureWords {
  readonly mode?: RemovalMode;
  readonly days?: number;
  readonly records?: readonly OrganisationRecord[];
  readonly listing?: Listing;
  /** By login; good where nothing is said. */
  readonly trust?: Readonly<Record<string, Trust>>;
}

/** The picture of these seats, in the organisations that they and the records name. */
export function aPicture(seats: readonly Seat[], words: PictureWords = {}): Picture {
  const { mode = 'on', days = 30, trust = {} } = words;
  const logins = new Set(seats.map(({ organisation }) => organisation.login));
  const records =
    words.records ??
    [...logins].map((login) => {
      const known = trust[login];
      const history = known?.kind === 'stale' ? { lastGoodReadAt: known.asOf } : {};
      return aRecord(login, { history: aReadHistory(history) });
    });
  const outlooks = records
    .filter(({ kind, state }) => kind === 'organisation' && state !== 'removed')
    .map(({ organisation, appMayWrite, seatManagement }) =>
      anOutlook({
        organisation,
        appMayWrite,
        seatManagement,
        trust: trust[organisation.login] ?? goodTrust(),
      }),
    );
  const board = judgeBoard(seats, outlooks, { dormantAfterDays: days, mode }, NOW);
  return { ...board, records, listing: words.listing ?? { kind: 'listed' } };
}

/** So many dormant seats, the first idle longest, and one in use so that none is the last. */
export function idleSeats(count: number, organisations = ['acme-labs']): Seat[] {
  const seats = Array.from({ length: count }, (_, index) =>
    aSeat({
      person: { id: 1000 + index, login: `person-${index + 1}` },
      organisation: anOrganisation(organisations[index % organisations.length]),
      grantedAt: daysAgo(30_000),
      lastUse: undefined,
      watchedSince: daysAgo(20_000 - index),
    }),
  );
  const staying = organisations.map((login) =>
    aSeat({
      person: aPerson(`busy-${login}`),
      organisation: anOrganisation(login),
      lastUse: { at: NOW, source: 'seat', organisationId: 1, editor: undefined },
    }),
  );
  return [...seats, ...staying];
}

export function aPosition(query: Partial<ListPosition['query']> = {}, page = 0): ListPosition {
  return {
    page,
    query: {
      days: undefined,
      neverUsed: false,
      unclear: false,
      organisationId: undefined,
      teamSlug: undefined,
      ...query,
    },
  };
}

export function aRemoval(overrides: Partial<Removal> = {}): Removal {
  const seat = aSeat();
  return {
    id: '0123456789abcdef0123456789abcdef',
    grant: grantKeyOf(seat),
    person: seat.person,
    organisation: seat.organisation,
    state: 'removed',
    mode: 'on',
    by: { teamId: 'T0ACME', userId: 'U0MAYA' },
    claimedAt: daysAgo(1),
    sentAt: daysAgo(1),
    endedAt: daysAgo(1),
    lastDay: '2026-12-01',
    detail: undefined,
    price: 1900,
    currency: 'USD',
    evidence: undefined,
    undo: undefined,
    told: true,
    ...overrides,
  };
}

export const NO_SAVINGS: Savings = { reachDays: 365, amounts: new Map() };
export const SAVINGS: Savings = { reachDays: 365, amounts: new Map([['USD', 22_800]]) };

/** Somebody's decision, one that ends at once unless it is given an end. */
export function aDecision(overrides: Partial<Decision> = {}): Decision {
  return {
    seq: 7,
    at: daysAgo(1),
    action: 'removal-refused',
    by: { teamId: 'T0ACME', userId: 'U0MAYA' },
    organisation: anOrganisation(),
    person: aPerson(),
    removalId: undefined,
    outcome: 'used',
    detail: {},
    end: undefined,
    ...overrides,
  };
}

/** Everything that a message lets one press. */
export function elementsOf(message: Message): types.ActionsBlockElement[] {
  return message.blocks.flatMap((block): types.ActionsBlockElement[] => {
    if (block.type === 'actions') return block.elements;
    if (block.type === 'section' && block.accessory?.type === 'button') return [block.accessory];
    return [];
  });
}

export function buttonsOf(message: Message): types.Button[] {
  return elementsOf(message).filter((element) => element.type === 'button');
}

/** The labels of all buttons, and of all options of menus. */
export function labelsOf(message: Message): string[] {
  return elementsOf(message).flatMap((element) => {
    if (element.type === 'button') return [element.text.text];
    return element.type === 'overflow' ? element.options.map(({ text }) => text.text) : [];
  });
}

export function buttonOf(message: Message, label: string): types.Button {
  const found = buttonsOf(message).find(({ text }) => text.text === label);
  if (found === undefined) throw new Error(`no button ${label} in ${labelsOf(message).join(', ')}`);
  return found;
}

/** All markup of a message. */
function markupOf(message: Message): string[] {
  const found: string[] = [message.text];
  JSON.stringify(message.blocks, (_key, value: unknown) => {
    if (typeof value === 'object' && value !== null && 'type' in value && 'text' in value) {
      if (value.type === 'mrkdwn') found.push(String(value.text));
    }
    return value;
  });
  return found;
}

const OUR_TOKENS = /<(!date\^\d+\^[^<>|]*\|[^<>]*|[@#][A-Z0-9]+)>/g;

/**
 * What is wrong with a message: Slack would refuse it, its text is missing or too long, or something
 * foreign would be parsed in it.
 */
export function findFlaws(message: Message): string[] {
  const flaws = validateMessage(message).map(({ pointer, message: what }) => `${pointer} ${what}`);
  if (message.text.length === 0 || message.text.length > 4000) flaws.push('text of a wrong length');
  // Without `verbatim` Slack makes links of addresses inside names.
  if (JSON.stringify(message.blocks).split('"mrkdwn"').length > verbatimCount(message) + 1) {
    flaws.push('markup that is not verbatim');
  }
  for (const markup of markupOf(message)) {
    if (/[<>]|&(?!amp;|lt;|gt;)/.test(markup.replace(OUR_TOKENS, ''))) flaws.push(markup);
    if (/undefined|NaN|\[object|null/.test(markup)) flaws.push(markup);
  }
  return flaws;
}

function verbatimCount({ blocks }: Message): number {
  return JSON.stringify(blocks).split('"verbatim":true').length - 1;
}
