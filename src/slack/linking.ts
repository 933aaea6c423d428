/**
 * Which Slack account and which GitHub person are one: by an e-mail address that both sides have
 * verified, or by a request that a manager approved. A likeness of names is never evidence.
 */
import { DAY_MS, type Instant, type SlackPerson } from '../core/seat.ts';
import { within } from '../lib/within.ts';
import { isFullMember } from '../removal/holder.ts';
import type { Link } from '../store/link-store.ts';
import type { Store } from '../store/store.ts';
import { type AddressBook, findOwner, listAddresses } from './address-book.ts';
import type { People } from './people.ts';
import { lookUpSlackAddress, readSlackAddress, type SlackAddressDeps } from './slack-addresses.ts';

export interface Linking {
  /** The link in force as remembered, without asking anybody. */
  findKnown(slack: SlackPerson): Promise<Link | undefined>;
  /** The link in force; one by e-mail ends here when it is a day old and the evidence has gone. */
  findStanding(slack: SlackPerson): Promise<Link | undefined>;
  /** The same, or one that is made now where both sides show the same address. */
  findOwn(slack: SlackPerson): Promise<Link | undefined>;
  /** The same, looked for from the side of GitHub. */
  findColleague(personId: number, teamId: string): Promise<Link | undefined>;
}

export interface LinkingDeps extends SlackAddressDeps {
  readonly store: Pick<Store, 'links'>;
  readonly addresses: AddressBook;
  readonly people: Pick<People, 'identify'>;
  readonly now: () => Instant;
}

/** How long, in real time, somebody waits until their link has been looked at again; it stands meanwhile. */
const LOOK_MS = 5000;

export function createLinking(deps: LinkingDeps): Linking {
  const { store, addresses, people, now } = deps;
  /** When both sides were last seen to show the same address. */
  const seen = new Map<string, Instant>();

  async function findKnown(slack: SlackPerson): Promise<Link | undefined> {
    const link = await store.links.findForSlack(slack);
    return link?.state === 'linked' ? link : undefined;
  }

  async function findStanding(slack: SlackPerson): Promise<Link | undefined> {
    const known = await findKnown(slack);
    return known && confirm(known);
  }

  async function confirm(link: Link): Promise<Link | undefined> {
    const isFresh = now() - (seen.get(keyOf(link)) ?? Number.NEGATIVE_INFINITY) < DAY_MS;
    if (link.how !== 'email' || isFresh) return link;
    const look = lookAgain(deps, link).catch((error: unknown) => {
      deps.log.warn({ event: 'link-unchecked', err: error }, 'a link could not be looked at again');
    });
    const found = await within(look, LOOK_MS);
    if (found === 'same') seen.set(keyOf(link), now());
    return found === 'ended' ? undefined : link;
  }

  async function linkByEmail(slack: SlackPerson, personId: number): Promise<Link | undefined> {
    if (!isFullMember(await people.identify(slack))) return undefined;
    const holder = (await store.links.findForPerson(personId))?.slack;
    const isLeft = holder !== undefined && (await people.identify(holder)) === 'no-person';
    const insteadOf = isLeft ? holder : undefined;
    const link = await store.links.linkByEmail({ slack, personId, insteadOf }, now());
    if (link !== undefined) seen.set(keyOf(link), now());
    return link;
  }

  return {
    findKnown,
    findStanding,
    async findOwn(slack) {
      const standing = await findStanding(slack);
      if (standing !== undefined) return standing;
      const email = (await readSlackAddress(deps, slack.userId))?.confirmed;
      if (email === undefined) return undefined;
      const shown = await addresses.read();
      const personId = shown && findOwner(shown, email);
      return personId === undefined ? undefined : linkByEmail(slack, personId);
    },
    async findColleague(personId, teamId) {
      const known = await store.links.findForPerson(personId);
      const role = known === undefined ? 'no-person' : await people.identify(known.slack);
      // A guest is told nothing of seats, and keeps the login from others as long as the account lives.
      if (role !== 'no-person' && !isFullMember(role)) return undefined;
      const standing = role === 'no-person' ? undefined : known && (await confirm(known));
      if (standing !== undefined) return standing;
      const userId = await findAccount(deps, personId);
      return userId === undefined ? undefined : linkByEmail({ teamId, userId }, personId);
    },
  };
}

function keyOf({ slack, person }: Link): string {
  return `${slack.teamId} ${slack.userId} ${person.id}`;
}

/** Ends a link by e-mail where both sides can be read whole and show no common address any more. */
async function lookAgain(deps: LinkingDeps, link: Link): Promise<'same' | 'ended' | 'cannot-tell'> {
  const { store, addresses, now } = deps;
  const slack = await readSlackAddress(deps, link.slack.userId);
  const shown = slack && (await addresses.read());
  if (slack === undefined || shown === undefined) return 'cannot-tell';
  const owners = shown.owners.get(slack.confirmed ?? '');
  if (owners?.has(link.person.id) === true) return 'same';
  if (!shown.isWhole) return 'cannot-tell';
  await store.links.endForWantOfEvidence(link, now());
  return 'ended';
}

/** The one Slack account that has confirmed an address which is this person's alone. */
async function findAccount(deps: LinkingDeps, personId: number): Promise<string | undefined> {
  const shown = await deps.addresses.read();
  const found = new Set<string>();
  for (const email of shown === undefined ? [] : listAddresses(shown, personId)) {
    const userId = await lookUpSlackAddress(deps, email);
    if (userId !== undefined) found.add(userId);
  }
  const [userId] = found;
  return found.size === 1 ? userId : undefined;
}
