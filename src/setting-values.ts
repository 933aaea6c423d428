/**
 * What each setting may be. Every message is read after the setting's name, says what is wrong and
 * how to mend it, and never repeats what was given.
 */
import { isIP } from 'node:net';
import { IANAZone } from 'luxon';
import { z } from 'zod';
import type { SlackGroup } from './config.ts';

/** A whole number, written in digits alone. */
export function wholeNumber(min: number, max: number): z.ZodType<number, string> {
  const message = `is not a whole number from ${min} to ${max}. Write one in digits, or leave the setting out for its default.`;
  return z
    .string()
    .regex(/^\d{1,9}$/, message)
    .transform(Number)
    .refine((number) => number >= min && number <= max, message);
}

/** One of a few words, in any case. */
export function oneOf<const Word extends string>(words: readonly Word[]): z.ZodType<Word, string> {
  return z.string().transform((text, context) => {
    const word = words.find((candidate) => candidate === text.toLowerCase());
    if (word !== undefined) return word;
    context.addIssue({ code: 'custom', message: `is none of ${words.join(', ')}. Write one.` });
    return z.NEVER;
  });
}

export const botToken = z.string().regex(/^xoxb-[\w-]+$/, {
  error: ({ input }) =>
    typeof input === 'string' && input.startsWith('xoxe.')
      ? 'is a token that expires. Turn token rotation off in the Slack app, install it again, and put the token that starts with xoxb- here.'
      : 'is not a bot token. Put the "Bot User OAuth Token", which starts with xoxb-, from the Slack app\'s page "OAuth & Permissions".',
});

export const appToken = z
  .string()
  .regex(
    /^xapp-[\w-]+$/,
    'is not an app-level token. Put the token that starts with xapp- and has the scope connections:write, from the Slack app\'s page "Basic Information".',
  );

export const signingSecret = z
  .string()
  .regex(
    /^(?!xox|xapp)[\w-]{8,}$/,
    'is not a signing secret. Put the "Signing Secret" from the Slack app\'s page "Basic Information".',
  );

/** Slack's rules for a command: https://docs.slack.dev/interactivity/implementing-slash-commands */
export const slackCommand = z
  .string()
  .regex(
    /^\/[\p{Ll}\p{Lo}\p{Lm}\p{M}\p{N}_.-]{1,31}$/u,
    'is not a command. Write a slash and 1 to 31 lower-case letters, digits or hyphens, such as /seats, as in the Slack app.',
  );

export const appId = z.string().regex(/^\d{1,15}$/, {
  error: ({ input }) =>
    typeof input === 'string' && /^(?:Iv|lv)/.test(input)
      ? 'is the Client ID. Put the "App ID", digits only, from the same page of the GitHub App.'
      : 'is not an App ID. Put the digits that the GitHub App\'s settings page shows as "App ID".',
});

const SLACK_HOSTS = new Set(['slack.com', 'slack-gov.com']);

/** Ends with a slash. Tokens go there, so the host is one of Slack's own, or this machine. */
export const slackApiUrl = z.string().transform((text, context) => {
  const url = parseUrl(text);
  const isSlack =
    url?.protocol === 'https:' && SLACK_HOSTS.has(url.host) && /^\/api\/?$/.test(url.pathname);
  if (url !== undefined && (isSlack || isLoopback(url))) return withSlash(url.href);
  context.addIssue({
    code: 'custom',
    message:
      'is not an address of Slack. Leave it out, or write https://slack-gov.com/api/ for GovSlack, or the address of a Slack on this machine.',
  });
  return z.NEVER;
});

/** Without a slash at its end. http only on this machine. */
export const gitHubApiUrl = z.string().transform((text, context) => {
  const url = parseUrl(text);
  const wrong = url === undefined ? 'is not an address of an API.' : findWrongGitHubUrl(url);
  if (url !== undefined && wrong === undefined) return url.href.replace(/\/+$/, '');
  context.addIssue({
    code: 'custom',
    message: `${wrong} Leave it out, or write https://api.SUBDOMAIN.ghe.com for data residency.`,
  });
  return z.NEVER;
});

function findWrongGitHubUrl(url: URL): string | undefined {
  if (url.protocol !== 'https:' && !isLoopback(url)) return 'must begin with https://.';
  const isWebSite =
    /^(?:www\.)?github\.com$/.test(url.hostname) ||
    (url.hostname.endsWith('.ghe.com') && !url.hostname.startsWith('api.'));
  return isWebSite ? "is the address of GitHub's web site, not of its API." : undefined;
}

/** http or https, without a name, a password, a query or a fragment. */
function parseUrl(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) return undefined;
  const isBare =
    url.username === '' &&
    url.password === '' &&
    !url.href.includes('?') &&
    !url.href.includes('#');
  return isBare ? url : undefined;
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d+){3}$/.test(hostname);
}

function withSlash(address: string): string {
  return address.endsWith('/') ? address : `${address}/`;
}

/** Comma-separated ids of people (`U…`, `W…`) and user groups (`S…`). */
export const slackGroup: z.ZodType<SlackGroup, string> = z.string().transform((text, context) => {
  const ids = text.split(/[\s,;]+/).filter((id) => id !== '');
  const wrongAt = ids.findIndex((id) => !/^[UWS][A-Z0-9]{1,29}$/.test(id));
  if (wrongAt === -1) {
    const distinct = [...new Set(ids)];
    return {
      userIds: distinct.filter((id) => !id.startsWith('S')),
      userGroupIds: distinct.filter((id) => id.startsWith('S')),
    };
  }
  context.addIssue({
    code: 'custom',
    message: `holds ${whatItIs(ids[wrongAt] ?? '')} in place ${wrongAt + 1}. Write Slack ids, parted by commas: U… or W… for a person (in the profile, under ⋮, "Copy member ID"), S… for a user group.`,
  });
  return z.NEVER;
});

function whatItIs(text: string): string {
  if (/^[CGD][A-Z0-9]{5,}$/.test(text)) return 'the id of a channel';
  if (text.includes('@')) return 'an @handle or e-mail address, not an id,';
  return 'a name, not an id,';
}

export const channelId = z
  .string()
  .regex(
    /^[CG][A-Z0-9]{1,29}$/,
    "is not the id of a channel. Write the id that starts with C or G, at the bottom of the channel's details, not its name.",
  );

export const contactId = z
  .string()
  .regex(
    /^[CGUW][A-Z0-9]{1,29}$/,
    'is not the id of a channel or person. Write the id that starts with C or G (bottom of the channel\'s details) or U or W (in the profile, under ⋮, "Copy member ID"), not a name.',
  );

const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;

/** ISO weekday, Monday 1 to Sunday 7. */
export const weekday = oneOf(WEEKDAYS).transform((day) => WEEKDAYS.indexOf(day) + 1);

export const clockTime = z
  .string()
  .regex(
    /^(?:[01]?\d|2[0-3]):[0-5]\d$/,
    'is not a time of day. Write hours and minutes from 00:00 to 23:59, such as 09:00.',
  )
  .transform((text) => {
    const [hour, minute] = text.split(':');
    return { hour: Number(hour), minute: Number(minute) };
  });

export const timeZone = z
  .string()
  .refine(
    (zone) => IANAZone.isValidZone(zone),
    'is not a time zone. Write an IANA name such as Europe/Berlin or America/New_York.',
  );

/** A price in hundredths. Binary fractions never come in: the digits are read apart. */
export const price = z
  .string()
  .regex(
    /^\d{1,6}(?:\.\d{1,2})?$/,
    'is not a price. Write a number from 0 with at most two decimals after a point, without a currency sign, such as 19 or 19.50.',
  )
  .transform((text) => {
    const [whole = '', fraction = ''] = text.split('.');
    return Number(whole) * 100 + Number(fraction.padEnd(2, '0'));
  });

export const currency = z
  .string()
  .toUpperCase()
  .refine(
    (code) => Intl.supportedValuesOf('currency').includes(code),
    'is not a currency. Write its three letters, such as USD or EUR.',
  );

export const databasePath = z
  .string()
  .refine(
    (path) => !path.startsWith(':') && !path.endsWith('/') && !path.includes('\0'),
    'does not name a file. Write a path such as ./data/seatkeeper.db, on a disk that lasts.',
  );

export const host = z
  .string()
  .refine(
    (name) => isIP(name) !== 0 || /^[a-z\d](?:[a-z\d.-]*[a-z\d])?$/i.test(name),
    'is not a host. Write an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all of them.',
  );
