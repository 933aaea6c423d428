/** What was typed after the slash command, as a value. */
import { DAY_MS, type Instant } from '../core/seat.ts';
import { findNearest, PLAIN_WORDS } from './command-words.ts';
import { parseKeepSpan, REASON_LENGTH } from './keep-span.ts';
import { dayOf, plain } from './text.ts';

/** The person a command is about: a GitHub login, or somebody in Slack. */
export type Who =
  | { readonly kind: 'login'; readonly login: string }
  | { readonly kind: 'slack'; readonly userId: string };

/** What `dormant` was asked for, in the words of the command: names still to be found. */
export interface DormantWords {
  readonly days: number | undefined;
  readonly neverUsed: boolean;
  readonly unclear: boolean;
  readonly organisation: string | undefined;
  readonly team: string | undefined;
}

export type Command =
  | { readonly kind: 'overview' | 'me' | 'export' | 'log' | 'status' | 'refresh' | 'help' }
  | { readonly kind: 'digest' }
  | { readonly kind: 'dormant'; readonly words: DormantWords }
  /** Undefined means all organisations. */
  | { readonly kind: 'usage'; readonly organisation: string | undefined }
  | { readonly kind: 'user' | 'unkeep'; readonly who: Who }
  | {
      readonly kind: 'keep';
      readonly who: Who;
      /** Undefined means always. */
      readonly until: Instant | undefined;
      readonly reason: string | undefined;
    }
  /** Undefined when the login was left to the evidence. */
  | { readonly kind: 'link'; readonly login: string | undefined }
  /** Undefined means oneself. */
  | { readonly kind: 'unlink'; readonly who: Who | undefined }
  | { readonly kind: 'unknown'; readonly word: string; readonly nearest: string | undefined }
  | Problem;

/** A command that is known, with arguments that are not right: what is wrong, and an example. */
interface Problem {
  readonly kind: 'problem';
  readonly problem: string;
  readonly example: string;
}

export interface CommandContext {
  /** With its slash, as configured. */
  readonly command: string;
  readonly now: Instant;
  readonly dormantAfterDays: number;
}

const MOST_DAYS = 365;

/** Reads what was typed. Never throws; what cannot be understood comes back as a value. */
export function parseCommand(text: string, context: CommandContext): Command {
  const [first, ...rest] = tokenise(text);
  if (first === undefined) return { kind: 'overview' };
  const word = first.toLowerCase();
  if (word === '?') return { kind: 'help' };
  const plainWord = PLAIN_WORDS.find((candidate) => candidate === word);
  if (plainWord !== undefined) return { kind: plainWord };
  switch (word) {
    case 'dormant':
      return parseDormant(rest, context);
    case 'usage':
      return parseUsage(rest, context);
    case 'user':
    case 'unkeep':
      return parsePerson(word, rest, context);
    case 'keep':
      return parseKeep(rest, context);
    case 'link':
    case 'unlink':
      return parseLink(word, rest, context);
    default:
      return { kind: 'unknown', word: plain(first, 40), nearest: findNearest(word) };
  }
}

/** Forgives what phones and editors make of quotes, dashes and spaces, and undoes Slack's escaping. */
function tokenise(text: string): string[] {
  const forgiven = text
    .replace(/[“”„‟«»″]/g, '"')
    .replace(/[‘’‚‛′]/g, "'")
    .replace(/[‐‑‒–—―−]/g, '-');
  return plain(forgiven, 3000)
    .replace(/<@(\w+)\|[^>]*>/g, '<@$1>')
    .replace(/\b(org|organi[sz]ation|team):\s+/gi, '$1:')
    .split(' ')
    .map((token) => (token.startsWith('<') ? token : unescapeEntities(token)))
    .filter((token) => token !== '');
}

function unescapeEntities(token: string): string {
  return token.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function stripQuotes(token: string): string {
  return token.replace(/^["']+|["']+$/g, '');
}

const EVERY_DORMANT: DormantWords = {
  days: undefined,
  neverUsed: false,
  unclear: false,
  organisation: undefined,
  team: undefined,
};

function parseDormant(tokens: readonly string[], context: CommandContext): Command {
  let words = EVERY_DORMANT;
  for (const token of tokens.map(stripQuotes)) {
    const more = readDormantWord(token);
    if (more === undefined) {
      return problem(
        `“${plain(token, 40)}” is no word I know after “dormant”.`,
        `${context.command} dormant 90d never org:NAME team:SLUG`,
      );
    }
    words = { ...words, ...more };
  }
  return findDaysProblem(words.days, context) ?? { kind: 'dormant', words };
}

/** What one word adds to the question; undefined when it means nothing here. */
function readDormantWord(token: string): Partial<DormantWords> | undefined {
  const lower = token.toLowerCase();
  if (lower === 'never') return { neverUsed: true };
  if (lower === 'unclear') return { unclear: true };
  if (/^(d|days?)$/.test(lower)) return {};
  const days = /^(\d{1,9})(?:d|days?)?$/.exec(lower);
  if (days !== null) return { days: Number(days[1]) };
  const filter = readFilter(token);
  if (filter === undefined) return undefined;
  return filter.by === 'team'
    ? { team: filter.value.toLowerCase() }
    : { organisation: filter.value };
}

/** `org:NAME` or `team:SLUG`. */
function readFilter(
  token: string,
): { readonly by: 'team' | 'organisation'; readonly value: string } | undefined {
  const [, by, value] = /^(org|organi[sz]ation|team):(.+)$/i.exec(token) ?? [];
  if (by === undefined || value === undefined) return undefined;
  return {
    by: by.toLowerCase() === 'team' ? 'team' : 'organisation',
    value: stripQuotes(value).replace(/^@/, ''),
  };
}

function parseUsage(tokens: readonly string[], { command }: CommandContext): Command {
  let organisation: string | undefined;
  for (const token of tokens.map(stripQuotes)) {
    const filter = readFilter(token);
    if (filter?.by !== 'organisation') {
      return problem(
        `“${plain(token, 40)}” is no word I know after “usage”; it always tells of 28 days.`,
        `${command} usage org:NAME`,
      );
    }
    organisation = filter.value;
  }
  return { kind: 'usage', organisation };
}

function findDaysProblem(
  days: number | undefined,
  { command, dormantAfterDays }: CommandContext,
): Problem | undefined {
  const example = `${command} dormant ${Math.min(MOST_DAYS, Math.max(90, dormantAfterDays))}d`;
  if (days === undefined) return undefined;
  if (days < 1 || days > MOST_DAYS) {
    return problem(`The number of days can be 1 to ${MOST_DAYS}.`, example);
  }
  if (days < dormantAfterDays) {
    return problem(
      `A seat counts as idle here only after more than ${dormantAfterDays} days without use, so a list for ${days} days would name people whose seats are in use.`,
      example,
    );
  }
  return undefined;
}

function parsePerson(
  kind: 'user' | 'unkeep',
  tokens: readonly string[],
  { command }: CommandContext,
): Command {
  const example = `${command} ${kind} rhea-osei`;
  const [first, ...rest] = tokens;
  if (first === undefined) return problem('A GitHub login is missing.', example);
  const who = parseWho(first);
  if (who === undefined) return noLogin(first, example);
  if (rest.length > 0)
    return problem('That is more than one person; one at a time works.', example);
  return { kind, who };
}

/** Whose link: for `link` the own login, for `unlink` anybody, where a manager asks. */
function parseLink(
  kind: 'link' | 'unlink',
  tokens: readonly string[],
  context: CommandContext,
): Command {
  const [first, ...rest] = tokens;
  if (first === undefined) {
    return kind === 'link' ? { kind, login: undefined } : { kind, who: undefined };
  }
  const example = `${context.command} ${kind} rhea-osei`;
  const who = parseWho(first);
  if (who === undefined || (kind === 'link' && who.kind === 'slack')) {
    return noLogin(who === undefined ? first : 'A mention', example);
  }
  if (rest.length > 0) return problem('That is more than one login; one at a time works.', example);
  if (kind === 'unlink') return { kind, who };
  return { kind, login: who.kind === 'login' ? who.login : undefined };
}

const MENTION = /^<@([UW][A-Z0-9]+)>$/;
const PROFILE = /^<?https?:\/\/[^/|>]+\/([^/|>]+)\/?(?:\|[^>]*)?>?$/;
// Logins of managed users end in _SHORTCODE.
const LOGIN = /^[a-z\d](?:[a-z\d_-]{0,38})$/i;

function parseWho(token: string): Who | undefined {
  const userId = MENTION.exec(token)?.[1];
  if (userId !== undefined) return { kind: 'slack', userId };
  const login = PROFILE.exec(token)?.[1] ?? stripQuotes(token).replace(/^@/, '').replace(/,$/, '');
  return LOGIN.test(login) ? { kind: 'login', login } : undefined;
}

function noLogin(token: string, example: string): Problem {
  return problem(`“${plain(token, 40)}” is not a GitHub login.`, example);
}

function parseKeep(tokens: readonly string[], context: CommandContext): Command {
  const [first, ...rest] = tokens;
  const example = `${context.command} keep rhea-osei until ${dayOf(context.now + 90 * DAY_MS)} on leave`;
  if (first === undefined) return problem('A GitHub login is missing.', example);
  const who = parseWho(first);
  if (who === undefined) return noLogin(first, example);
  const span = parseKeepSpan(rest, context.now);
  if (span.kind === 'problem') return problem(span.problem, example);
  const reason = plain(stripQuotes(span.rest.join(' ')), REASON_LENGTH);
  return { kind: 'keep', who, until: span.until, reason: reason === '' ? undefined : reason };
}

function problem(what: string, example: string): Problem {
  return { kind: 'problem', problem: what, example };
}
