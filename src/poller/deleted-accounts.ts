/** Accounts that GitHub has deleted: what is stored about them goes here too. */
import type { Logger } from 'pino';
import { DAY_MS, HOUR_MS, type Instant, type Person } from '../core/seat.ts';
import { type Asked, type GitHub, GitHubError } from '../github/github.ts';
import type { OrganisationRecord, Store } from '../store/store.ts';
import { askedOf } from './poller.ts';

export interface DeletedAccountsDeps {
  readonly github: Pick<GitHub, 'readLogin'>;
  readonly store: Pick<Store, 'organisations' | 'people'>;
  readonly now: () => Instant;
  readonly log: Logger;
}

export interface DeletedAccounts {
  /** Looks once a day, the first time an hour after the start. Throws only for what is not GitHub's doing. */
  look(signal: AbortSignal): Promise<void>;
}

/** Everybody without a seat is looked up once in so many days. */
const CYCLE_DAYS = 28;
/** Spares GitHub where a great many have left. */
const MOST_A_DAY = 300;
/** A missing account has to be missing twice, so far apart, before it is taken for deleted. */
const APART_MS = 20 * HOUR_MS;

/** Whoever holds a seat has an account, so only people without one are looked up. */
export function createDeletedAccounts(deps: DeletedAccountsDeps): DeletedAccounts {
  const missingSince = new Map<number, Instant>();
  let dueAt = deps.now() + HOUR_MS;
  return {
    async look(signal) {
      const at = deps.now();
      // A clock that was set back does not put it off for long.
      if (at < dueAt && dueAt - at <= DAY_MS) return;
      dueAt = at + DAY_MS;
      for (const [organisationId, people] of await planLooks(deps, missingSince)) {
        if (signal.aborted) return;
        const record = await deps.store.organisations.find(organisationId);
        if (record === undefined || !isAsked(record)) continue;
        await lookAt(deps, { asked: askedOf(record), people, missingSince, signal });
      }
    },
  };
}

function isAsked({ kind, state }: OrganisationRecord): boolean {
  return kind === 'organisation' && state === 'active';
}

/** Whose turn it is today, by the organisation that knew them last; those missing before come first. */
async function planLooks(
  { store, now }: DeletedAccountsDeps,
  missingSince: ReadonlyMap<number, Instant>,
): Promise<Map<number, Person[]>> {
  const today = Math.floor(now() / DAY_MS) % CYCLE_DAYS;
  const seatless = await store.people.listSeatless();
  const again = seatless.filter(({ person }) => missingSince.has(person.id));
  const turn = seatless.filter(
    ({ person }) => person.id % CYCLE_DAYS === today && !missingSince.has(person.id),
  );
  const looks = new Map<number, Person[]>();
  for (const { organisationId, person } of [...again, ...turn].slice(0, MOST_A_DAY)) {
    looks.set(organisationId, [...(looks.get(organisationId) ?? []), person]);
  }
  return looks;
}

interface Look {
  readonly asked: Asked;
  readonly people: readonly Person[];
  readonly missingSince: Map<number, Instant>;
  readonly signal: AbortSignal;
}

async function lookAt(
  deps: DeletedAccountsDeps,
  { asked, people, missingSince, signal }: Look,
): Promise<void> {
  const { github, store, log } = deps;
  const exists = async ({ id }: Person) =>
    (await github.readLogin(asked, id, { signal, lane: 'round' })) !== undefined;
  try {
    // Managed accounts are shown to few; where GitHub hides a colleague, a missing account says nothing.
    const witness = await store.people.findHolderIn(asked.organisationId);
    if (witness === undefined || !(await exists(witness))) return;
    for (const person of people) {
      const since = missingSince.get(person.id);
      if (await exists(person)) missingSince.delete(person.id);
      else if (since === undefined) missingSince.set(person.id, deps.now());
      else if (deps.now() - since >= APART_MS) await forget(deps, person, missingSince);
    }
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof GitHubError)) throw error;
    log.info(
      { event: 'accounts-not-looked-up', organisation: asked.organisationId, err: error },
      'accounts of former seat holders could not be looked up; it is tried again tomorrow',
    );
  }
}

async function forget(
  { store, now, log }: DeletedAccountsDeps,
  { id }: Person,
  missingSince: Map<number, Instant>,
): Promise<void> {
  try {
    await store.people.erasePerson(id, now());
    missingSince.delete(id);
    log.info({ event: 'account-deleted' }, 'GitHub deleted an account, so its person was erased');
  } catch (error) {
    // A removal is under way: its end has to be written down first.
    log.warn({ event: 'account-kept', err: error }, 'a deleted account could not be erased yet');
  }
}
