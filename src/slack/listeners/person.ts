/** One person: every grant, what was seen, what was done. For `/copilot user` and **Details**. */
import type { App } from '@slack/bolt';
import { closest, distance } from 'fastest-levenshtein';
import { isIdle } from '../../core/board.ts';
import { loadPicture } from '../../decision/picture.ts';
import { findHindrance } from '../../removal/undo.ts';
import type { PersonRecord, Removal } from '../../store/store.ts';
import type { Who } from '../command.ts';
import type { Identity } from '../guard.ts';
import { ACTION, type PersonPages, parsePersonRef } from '../refs.ts';
import { renderStaleButton } from '../views/answers.ts';
import type { Message } from '../views/context.ts';
import { renderPerson, renderUnknownLogin, renderUnlinkedPerson } from '../views/person.ts';
import { contextFor, type ListenerDeps, type Reader } from './listener-deps.ts';
import { registerPages } from './paging.ts';

/** Shows a person by GitHub login; an unknown one gets the nearest that is known. */
export async function answerWithPerson(
  deps: ListenerDeps,
  reader: Reader,
  login: string,
  pages: PersonPages = { page: 0, signalPage: 0 },
): Promise<void> {
  const context = contextFor(deps, reader.role, reader.userId);
  const record = await deps.store.people.findByLogin(login);
  if (record === undefined) return answerUnknown(deps, reader, login);
  const picture = await loadPicture(deps);
  const { id } = record.person;
  const removals = await deps.store.removals.listForPerson(id);
  // About people whose seat is in use nothing but "active" is said, so nothing more is looked up.
  const mayTell = picture.rows.some(
    (row) => row.seat.kind === 'held' && row.seat.person.id === id && isIdle(row),
  );
  const view = {
    record,
    picture,
    ...pages,
    signals: mayTell ? await deps.store.people.listSignals(id) : [],
    removals,
    kept: await deps.store.kept.find(id),
    undoable: findUndoable(removals, deps),
  };
  return reader.answer.add(renderPerson(view, context));
}

/** The pages of somebody with many seats, or many signs of use. */
export function registerPersonPages(
  app: App,
  deps: ListenerDeps & { readonly identity: () => Identity },
): void {
  registerPages(app, deps, {
    actionId: ACTION.personPage,
    parse: parsePersonRef,
    show: async (reader, { personId, ...pages }) => {
      const seats = await deps.store.seats.list();
      const seat = seats.find((one) => one.kind === 'held' && one.person.id === personId);
      const { answer, role, userId } = reader;
      if (seat?.kind !== 'held')
        return answer.add(renderStaleButton(contextFor(deps, role, userId)));
      // Another page takes the place of the one that was clicked.
      const replacing = { ...answer, add: (message: Message) => answer.replace(message) };
      return answerWithPerson(deps, { ...reader, answer: replacing }, seat.person.login, pages);
    },
  });
}

/** Ids of the removals that Undo can still take back. */
export function findUndoable(
  removals: readonly Removal[],
  { now }: Pick<ListenerDeps, 'now'>,
): ReadonlySet<string> {
  const at = now();
  return new Set(
    removals.filter((removal) => findHindrance(removal, at) === undefined).map(({ id }) => id),
  );
}

/** The person a command names; answers by itself when there is none. */
export async function findPerson(
  deps: ListenerDeps & { readonly identity: () => Identity },
  reader: Reader,
  who: Who,
): Promise<PersonRecord | undefined> {
  const context = contextFor(deps, reader.role, reader.userId);
  if (who.kind === 'slack') {
    const slack = { teamId: deps.identity().teamId, userId: who.userId };
    const link = await deps.linking.findOwn(slack);
    const linked = link && (await deps.store.people.findByLogin(link.person.login));
    if (linked !== undefined && linked.person.id === link?.person.id) return linked;
    await reader.answer.add(renderUnlinkedPerson(who.userId, context));
    return undefined;
  }
  const record = await deps.store.people.findByLogin(who.login);
  if (record === undefined) await answerUnknown(deps, reader, who.login);
  return record;
}

async function answerUnknown(
  deps: ListenerDeps,
  { answer, role, userId }: Reader,
  login: string,
): Promise<void> {
  const nearest = await findNearest(deps, login);
  const picture = await loadPicture(deps);
  const context = contextFor(deps, role, userId);
  return answer.add(renderUnknownLogin(login, { nearest, picture }, context));
}

async function findNearest({ store }: ListenerDeps, login: string): Promise<string | undefined> {
  const logins = await store.people.listLogins();
  if (logins.length === 0) return undefined;
  const nearest = closest(login.toLowerCase(), logins);
  const isNear =
    distance(login.toLowerCase(), nearest.toLowerCase()) <= Math.max(2, login.length / 3);
  return isNear ? nearest : undefined;
}
