/**
 * The e-mail addresses that GitHub vouches for, read at most once a day an organisation and kept in
 * memory only: they are compared, never stored and never shown.
 */
import type { Logger } from 'pino';
import { DAY_MS, HOUR_MS, type Instant } from '../core/seat.ts';
import { type GitHub, GitHubError, type VerifiedEmails } from '../github/github.ts';
import { createLongLived } from '../lib/stopping.ts';
import { askedOf } from '../poller/poller.ts';
import type { OrganisationRecord, Store } from '../store/store.ts';

export interface AddressBook {
  /** The one person to whom GitHub gives this address; undefined for none, or for several. */
  findPerson(email: string): Promise<number | undefined>;
  /** The addresses that are this person's alone. */
  listAddresses(personId: number): Promise<string[]>;
  /** Breaks off what is being read. */
  stop(): void;
}

export interface AddressBookDeps {
  readonly github: Pick<GitHub, 'readVerifiedEmails'>;
  readonly store: Pick<Store, 'organisations'>;
  readonly now: () => Instant;
  readonly log: Logger;
}

interface Entry {
  readonly people: readonly VerifiedEmails[];
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

  async function readOwners(): Promise<Map<string, Set<number>>> {
    const records = await deps.store.organisations.list();
    const readable = records.filter(
      ({ kind, state }) => kind === 'organisation' && state === 'active',
    );
    const owners = new Map<string, Set<number>>();
    for (const { people } of await Promise.all(readable.map(findEntry))) {
      for (const { personId, emails } of people) {
        for (const email of emails) {
          owners.set(email, (owners.get(email) ?? new Set()).add(personId));
        }
      }
    }
    return owners;
  }

  return {
    async findPerson(email) {
      return onlyOne((await readOwners()).get(email.trim().toLowerCase()));
    },
    async listAddresses(personId) {
      const owners = await readOwners();
      return [...owners.keys()].filter((email) => onlyOne(owners.get(email)) === personId);
    },
    stop: () => stopping.abort(),
  };
}

function onlyOne(people: ReadonlySet<number> | undefined): number | undefined {
  if (people?.size !== 1) return undefined;
  const [only] = people;
  return only;
}

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
    return { people: [], until: now() + (kind === 'permission' ? DAY_MS : HOUR_MS) };
  }
}
