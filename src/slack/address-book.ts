/**
 * The e-mail addresses that GitHub vouches for, read at most once a day an organisation and kept in
 * memory only: they are compared, never stored and never shown.
 */
import type { Logger } from 'pino';
import { DAY_MS, type Instant, MINUTE_MS } from '../core/seat.ts';
import type { FailureKind } from '../core/trust.ts';
import { type GitHub, GitHubError, type VerifiedEmails } from '../github/github.ts';
import { createLongLived } from '../lib/stopping.ts';
import { askedOf } from '../poller/poller.ts';
import type { OrganisationRecord, Store } from '../store/store.ts';

/** The addresses, each in lower case, with everybody to whom GitHub gives it. */
export type Addresses = ReadonlyMap<string, ReadonlySet<number>>;

export interface AddressBook {
  /**
   * What every organisation shows that may be read. Undefined while one of them cannot be read for a
   * passing reason: an address may be somebody else's as well then.
   */
  read(): Promise<Addresses | undefined>;
  /** Breaks off what is being read. */
  stop(): void;
}

/** The one person to whom GitHub gives this address; undefined for none, or for several. */
export function findOwner(addresses: Addresses, email: string): number | undefined {
  const owners = addresses.get(email);
  if (owners?.size !== 1) return undefined;
  const [only] = owners;
  return only;
}

/** The addresses that are this person's alone. */
export function listAddresses(addresses: Addresses, personId: number): string[] {
  return [...addresses.keys()].filter((email) => findOwner(addresses, email) === personId);
}

export interface AddressBookDeps {
  readonly github: Pick<GitHub, 'readVerifiedEmails'>;
  readonly store: Pick<Store, 'organisations'>;
  readonly now: () => Instant;
  readonly log: Logger;
}

interface Entry {
  /** Undefined when they could not be read for a passing reason. */
  readonly people: readonly VerifiedEmails[] | undefined;
  /** From then on it is read anew. */
  readonly until: Instant;
}

export function createAddressBook(deps: AddressBookDeps): AddressBook {
  const stopping = createLongLived();
  const entries = new Map<number, Entry>();
  const reading = new Map<number, Promise<Entry>>();

  async function findEntry(record: OrganisationRecord): Promise<Entry> {
    const { id } = record.organisation;
    const known = entries.get(id);
    if (known !== undefined && deps.now() < known.until) return known;
    const underWay = reading.get(id) ?? readEntry(deps, record, stopping.signal);
    reading.set(id, underWay);
    try {
      const entry = await underWay;
      entries.set(id, entry);
      return entry;
    } finally {
      reading.delete(id);
    }
  }

  return {
    async read() {
      const records = await deps.store.organisations.list();
      const readable = records.filter(
        ({ kind, state }) => kind === 'organisation' && state === 'active',
      );
      return collect(await Promise.all(readable.map(findEntry)));
    },
    stop: () => stopping.abort(),
  };
}

function collect(entries: readonly Entry[]): Addresses | undefined {
  const addresses = new Map<string, Set<number>>();
  for (const { people } of entries) {
    if (people === undefined) return undefined;
    for (const { personId, emails } of people) {
      for (const email of emails) {
        addresses.set(email, (addresses.get(email) ?? new Set()).add(personId));
      }
    }
  }
  return addresses;
}

const PASSING: ReadonlySet<FailureKind> = new Set(['limit', 'outage', 'unreadable', 'incomplete']);
const AGAIN_AFTER_MS = 10 * MINUTE_MS;

/** No right to read members is no trouble: then links are made by request. */
async function readEntry(
  { github, now, log }: AddressBookDeps,
  record: OrganisationRecord,
  signal: AbortSignal,
): Promise<Entry> {
  try {
    const people = await github.readVerifiedEmails(askedOf(record), signal);
    return { people, until: now() + DAY_MS };
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    const { kind } = error.failure;
    log.info(
      { event: 'addresses-unread', organisation: record.organisation.id, failure: kind },
      'the verified addresses of an organisation cannot be read',
    );
    return {
      people: PASSING.has(kind) ? undefined : [],
      until: now() + (kind === 'permission' ? DAY_MS : AGAIN_AFTER_MS),
    };
  }
}
