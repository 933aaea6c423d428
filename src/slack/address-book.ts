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

export interface Addresses {
  /** Everybody to whom GitHub gives an address, by the address in lower case. */
  readonly owners: ReadonlyMap<string, ReadonlySet<number>>;
  /** Every organisation shows its addresses, so that one which is not here is nowhere. */
  readonly isWhole: boolean;
}

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
export function findOwner({ owners }: Addresses, email: string): number | undefined {
  const found = owners.get(email);
  if (found?.size !== 1) return undefined;
  const [only] = found;
  return only;
}

/** The addresses that are this person's alone. */
export function listAddresses(addresses: Addresses, personId: number): string[] {
  return [...addresses.owners.keys()].filter((email) => findOwner(addresses, email) === personId);
}

export interface AddressBookDeps {
  readonly github: Pick<GitHub, 'readVerifiedEmails'>;
  readonly store: Pick<Store, 'organisations'>;
  readonly now: () => Instant;
  readonly log: Logger;
}

interface Entry {
  /** `closed`: not for us to read. `failed`: not read for a reason that passes. */
  readonly kind: 'whole' | 'closed' | 'failed';
  readonly people: readonly VerifiedEmails[];
  /** From then on it is read anew. */
  readonly until: Instant;
}

export function createAddressBook(deps: AddressBookDeps): AddressBook {
  const stopping = createLongLived();
  const remembered = new Map<number, Entry>();
  const reading = new Map<number, Promise<Entry>>();

  async function findEntry(record: OrganisationRecord): Promise<Entry> {
    const { id } = record.organisation;
    const known = remembered.get(id);
    if (known !== undefined && deps.now() < known.until) return known;
    const underWay = reading.get(id) ?? readEntry(deps, record, stopping.signal);
    reading.set(id, underWay);
    try {
      const entry = await underWay;
      remembered.set(id, entry);
      return entry;
    } finally {
      reading.delete(id);
    }
  }

  return {
    async read() {
      const records = await deps.store.organisations.list();
      const installed = records.filter(
        ({ kind, state }) => kind === 'organisation' && state !== 'removed',
      );
      const active = installed.filter(({ state }) => state === 'active');
      const entries = await Promise.all(active.map(findEntry));
      if (entries.some(({ kind }) => kind === 'failed')) return undefined;
      const isWhole = installed.length === entries.filter(({ kind }) => kind === 'whole').length;
      return { owners: collectOwners(entries), isWhole };
    },
    stop: () => stopping.abort(),
  };
}

function collectOwners(entries: readonly Entry[]): Addresses['owners'] {
  const owners = new Map<string, Set<number>>();
  for (const { personId, emails } of entries.flatMap(({ people }) => people)) {
    for (const email of emails) {
      owners.set(email, (owners.get(email) ?? new Set()).add(personId));
    }
  }
  return owners;
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
    return { kind: 'whole', people, until: now() + DAY_MS };
  } catch (error) {
    if (!(error instanceof GitHubError)) throw error;
    const { kind } = error.failure;
    log.info(
      { event: 'addresses-unread', organisation: record.organisation.id, failure: kind },
      'the verified addresses of an organisation cannot be read',
    );
    return {
      kind: PASSING.has(kind) ? 'failed' : 'closed',
      people: [],
      until: now() + (kind === 'permission' ? DAY_MS : AGAIN_AFTER_MS),
    };
  }
}
