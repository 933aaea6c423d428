/** What buttons, menus and blocks carry, and how it is read back. Nothing carried is trusted. */
import type { DormantQuery } from '../core/board.ts';
import type { GrantKey } from '../core/seat.ts';
import type { ShownIdle } from '../removal/live-check.ts';

export const ACTION = {
  removeSeat: 'remove-seat',
  undo: 'undo-removal',
  /** The overflow menu of a row; its option values are `MenuRef`s. */
  menu: 'seat-menu',
  keep30: 'keep-30',
  keep: 'keep-choose',
  unkeep: 'unkeep',
  details: 'details',
  /** A link: acknowledged, nothing else. */
  openTeam: 'open-team',
  showList: 'list-show',
  previousPage: 'list-previous',
  nextPage: 'list-next',
  logPage: 'log-page',
  statusPage: 'status-page',
  personPage: 'person-page',
  linkPage: 'link-page',
  /** On Home: opens the list of digests. */
  digestList: 'digest-list-open',
  digestAdd: 'digest-add',
  digestEdit: 'digest-edit',
  digestPause: 'digest-pause',
  digestResume: 'digest-resume',
  digestSendNow: 'digest-send-now',
  digestDelete: 'digest-delete',
  digestPage: 'digest-page',
} as const;

/** The callback id of the dialog behind **Keep…**. */
export const KEEP_DIALOG = 'keep-dialog';

/** The callback ids of the list of digests, and of the form for one. */
export const DIGEST_LIST = 'digest-list';
export const DIGEST_FORM = 'digest-form';

/** Slack's limits for the places a reference travels in. */
export const ROOM = { value: 2000, blockId: 255, option: 75, metadata: 3000 } as const;

/** Where in a list a button stands; pages count from 0. */
export interface ListPosition {
  readonly query: DormantQuery;
  readonly page: number;
}

/** A seat, and the list in which it was shown, where that fitted in. */
export interface SeatRef {
  readonly grant: GrantKey;
  readonly list: ListPosition | undefined;
}

export interface UndoRef {
  readonly removalId: string;
  readonly list: ListPosition | undefined;
}

export type MenuChoice = 'keep-30' | 'keep' | 'unkeep' | 'details';

export interface MenuRef {
  readonly choice: MenuChoice;
  readonly grant: GrantKey;
}

/** Formats a seat; the list is left out when it does not fit into `room`. */
export function formatSeatRef(ref: SeatRef, room: number): string {
  return withList(`s.${formatGrant(ref.grant)}`, ref.list, room);
}

export function parseSeatRef(text: string): SeatRef | undefined {
  const { head, list } = splitList(text);
  if (!head.startsWith('s.')) return undefined;
  const grant = parseGrant(head.slice(2));
  return grant === undefined ? undefined : { grant, list };
}

/** A seat as its **Remove seat** button showed it, so that a later sign is known for what it is. */
export interface RemoveRef extends SeatRef {
  /** Undefined for what carries none. */
  readonly shown: ShownIdle | undefined;
}

export function formatRemoveRef({ grant, list, shown }: RemoveRef, room: number): string {
  if (shown === undefined) return formatSeatRef({ grant, list }, room);
  const mark = shown.unclear ? 'u' : 'd';
  return withList(`r${mark}.${formatGrant(grant)}.${formatInteger(shown.idleSince)}`, list, room);
}

export function parseRemoveRef(text: string): RemoveRef | undefined {
  const { head, list } = splitList(text);
  if (!head.startsWith('ru.') && !head.startsWith('rd.')) {
    const ref = parseSeatRef(text);
    return ref && { ...ref, shown: undefined };
  }
  const [idleText = '', ...grantParts] = head.slice(3).split('.').toReversed();
  const grant = parseGrant(grantParts.toReversed().join('.'));
  const idleSince = parseInteger(idleText);
  if (grant === undefined || idleSince === undefined) return undefined;
  return { grant, list, shown: { idleSince, unclear: head.startsWith('ru.') } };
}

/** Formats a removal; the list is left out when it does not fit into `room`. */
export function formatUndoRef(ref: UndoRef, room: number): string {
  return withList(`u.${ref.removalId}`, ref.list, room);
}

const REMOVAL_ID = /^[0-9a-f]{32}$/;

export function parseUndoRef(text: string): UndoRef | undefined {
  const { head, list } = splitList(text);
  const removalId = head.slice(2);
  return head.startsWith('u.') && REMOVAL_ID.test(removalId) ? { removalId, list } : undefined;
}

/** Formats a menu's choice, always within the room of an option; the block id says which list. */
export function formatMenuRef(ref: MenuRef): string {
  return `${MENU_LETTERS[ref.choice]}.${formatGrant(ref.grant)}`;
}

export function parseMenuRef(text: string): MenuRef | undefined {
  const choice = MENU_CHOICES.find((candidate) => text.startsWith(`${MENU_LETTERS[candidate]}.`));
  const grant = parseGrant(text.slice(2));
  return choice === undefined || grant === undefined ? undefined : { choice, grant };
}

const MENU_LETTERS: Record<MenuChoice, string> = {
  'keep-30': 'm',
  keep: 'k',
  unkeep: 'x',
  details: 'd',
};
const MENU_CHOICES = ['keep-30', 'keep', 'unkeep', 'details'] as const;

export function formatListPosition(position: ListPosition): string {
  return `l${LIST_MARK}${formatList(position)}`;
}

export function parseListPosition(text: string): ListPosition | undefined {
  const { head, list } = splitList(text);
  return head === 'l' ? list : undefined;
}

/** A page of the log: entries before this number, or the newest. */
export function formatLogPage(before: number | undefined): string {
  return `g.${before === undefined ? '' : formatInteger(before)}`;
}

export function parseLogPage(text: string): { readonly before: number | undefined } | undefined {
  if (!text.startsWith('g.')) return undefined;
  if (text === 'g.') return { before: undefined };
  const before = parseInteger(text.slice(2));
  return before === undefined ? undefined : { before };
}

/** A page of what is known without asking for more, such as the digests; from 0. */
export function formatPage(page: number): string {
  return `w.${formatInteger(page)}`;
}

export function parsePage(text: string): number | undefined {
  return text.startsWith('w.') ? parseCount(text.slice(2)) : undefined;
}

/** A page of one person's seats, and one of their signs of use; both from 0. */
export interface PersonPages {
  readonly page: number;
  readonly signalPage: number;
}

export interface PersonRef extends PersonPages {
  readonly personId: number;
}

export function formatPersonRef({ personId, page, signalPage }: PersonRef): string {
  return `p.${[personId, page, signalPage].map(formatInteger).join('.')}`;
}

export function parsePersonRef(text: string): PersonRef | undefined {
  const [kind, ...parts] = text.split('.');
  if (kind !== 'p' || parts.length < 2 || parts.length > 3) return undefined;
  // Buttons of an earlier version know of no pages of signs.
  const [personId, page, signalPage = 0] = parts.map(parseCount);
  if (personId === undefined || page === undefined) return undefined;
  return { personId, page, signalPage };
}

/** What a form is about: one digest, and the page of the list behind it. */
export interface DigestFormRef {
  /** For a new one, the id that it will have. */
  readonly scheduleId: string;
  /** The digest as the form has found it; undefined for a new one. */
  readonly seen: string | undefined;
  readonly page: number;
}

export function formatDigestForm({ scheduleId, seen, page }: DigestFormRef): string {
  return `f.${formatInteger(page)}.${scheduleId}.${seen ?? ''}`;
}

export function parseDigestForm(text: string): DigestFormRef | undefined {
  const [, pageText = '', scheduleId, seen] = /^f\.([^.]+)\.(\w+)\.(.*)$/s.exec(text) ?? [];
  const page = parseInteger(pageText);
  if (page === undefined || scheduleId === undefined) return undefined;
  return { page, scheduleId, seen: seen === '' ? undefined : seen };
}

// The list stands last and its team slug last of all, so that a slug may hold any character.
const LIST_MARK = '/';
const NEVER_USED = 1;
const UNCLEAR = 2;

function withList(head: string, position: ListPosition | undefined, room: number): string {
  if (position === undefined) return head;
  const whole = `${head}${LIST_MARK}${formatList(position)}`;
  return whole.length <= room ? whole : head;
}

function splitList(text: string): { head: string; list: ListPosition | undefined } {
  const at = text.indexOf(LIST_MARK);
  if (at < 0) return { head: text, list: undefined };
  return { head: text.slice(0, at), list: parseList(text.slice(at + LIST_MARK.length)) };
}

function formatList({ query, page }: ListPosition): string {
  const flags = (query.neverUsed ? NEVER_USED : 0) | (query.unclear ? UNCLEAR : 0);
  return [
    formatInteger(page),
    formatOptional(query.days),
    String(flags),
    formatOptional(query.organisationId),
    query.teamSlug ?? '',
  ].join('.');
}

const LIST = /^([^.]*)\.([^.]*)\.([0-3])\.([^.]*)\.(.*)$/s;

function parseList(text: string): ListPosition | undefined {
  const match = LIST.exec(text);
  if (match === null) return undefined;
  const [, pageText, daysText, flagsText, organisationText, teamSlug] = match;
  const [page, days, organisationId] = [pageText, daysText, organisationText].map(parseOptional);
  if (typeof page !== 'number' || page < 0 || days === null || organisationId === null) {
    return undefined;
  }
  const flags = Number(flagsText);
  return {
    page,
    query: {
      days,
      neverUsed: (flags & NEVER_USED) !== 0,
      unclear: (flags & UNCLEAR) !== 0,
      organisationId,
      teamSlug: teamSlug === '' ? undefined : teamSlug,
    },
  };
}

function formatGrant(grant: GrantKey): string {
  return [grant.organisationId, grant.personId, grant.grantedAt].map(formatInteger).join('.');
}

function parseGrant(text: string): GrantKey | undefined {
  const parts = text.split('.');
  if (parts.length !== 3) return undefined;
  const [organisationId, personId, grantedAt] = parts.map(parseInteger);
  if (organisationId === undefined || personId === undefined || grantedAt === undefined) {
    return undefined;
  }
  return { organisationId, personId, grantedAt };
}

/** Base 36, so that three numbers fit into a menu option. */
function formatInteger(value: number): string {
  return value.toString(36);
}

function parseInteger(text: string): number | undefined {
  if (!/^-?[0-9a-z]{1,11}$/.test(text)) return undefined;
  const value = Number.parseInt(text, 36);
  // Only the canonical form is ours: no leading zeros, no -0, nothing beyond what is exact.
  return Number.isSafeInteger(value) && value.toString(36) === text ? value : undefined;
}

function parseCount(text: string): number | undefined {
  const value = parseInteger(text);
  return value === undefined || value < 0 ? undefined : value;
}

function formatOptional(value: number | undefined): string {
  return value === undefined ? '' : formatInteger(value);
}

/** Undefined when left out, null when malformed. */
function parseOptional(text: string | undefined): number | undefined | null {
  return text === undefined || text === '' ? undefined : (parseInteger(text) ?? null);
}
