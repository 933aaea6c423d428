/** `/copilot dormant`, its pages, and the list after a click in it. */
import type { App } from '@slack/bolt';
import type { DormantQuery } from '../../core/board.ts';
import { loadPicture, type Picture } from '../../decision/picture.ts';
import type { Outcome } from '../../removal/outcome.ts';
import type { OrganisationRecord } from '../../store/store.ts';
import type { DormantWords } from '../command.ts';
import type { Identity } from '../guard.ts';
import { ACTION, type ListPosition, parseListPosition } from '../refs.ts';
import { renderUnknownFilter } from '../views/answers.ts';
import { renderIdleList } from '../views/idle-list.ts';
import { contextFor, type ListenerDeps, type Reader } from './listener-deps.ts';
import { registerPages } from './paging.ts';

/** Puts a page of the list in the place of what was clicked. */
export async function answerWithList(
  deps: ListenerDeps,
  reader: Reader,
  { position, notice }: { readonly position: ListPosition; readonly notice?: Outcome },
): Promise<void> {
  const at = { ...position, query: withinThreshold(position.query, deps.config) };
  const picture = await loadPicture(deps, at.query.days);
  const context = contextFor(deps, reader.role, reader.userId);
  await reader.answer.replace(renderIdleList(picture, at, context, notice));
}

/** A button may be older than the setting: fewer days than are idle today would name people in use. */
function withinThreshold(
  query: DormantQuery,
  { dormantAfterDays }: ListenerDeps['config'],
): DormantQuery {
  const tooFew = query.days !== undefined && query.days < dormantAfterDays;
  return tooFew ? { ...query, days: undefined } : query;
}

/** Answers `/copilot dormant`; names of organisations and teams are looked up among those known. */
export async function answerDormant(
  deps: ListenerDeps,
  reader: Reader,
  words: DormantWords,
): Promise<void> {
  const picture = await loadPicture(deps, words.days);
  const context = contextFor(deps, reader.role, reader.userId);
  const found = findFilters(picture, words);
  if (found.kind === 'unknown') {
    return reader.answer.add(renderUnknownFilter(found.filter, context));
  }
  return reader.answer.add(renderIdleList(picture, { query: found.query, page: 0 }, context));
}

type Unknown = {
  readonly kind: 'unknown';
  readonly filter: Parameters<typeof renderUnknownFilter>[0];
};

type Found = { readonly kind: 'found'; readonly query: DormantQuery } | Unknown;

/** The organisation of this name, in any case of letters; none where none was asked for. */
export function findOrganisation(
  records: readonly OrganisationRecord[],
  wanted: string | undefined,
): { readonly kind: 'found'; readonly record: OrganisationRecord | undefined } | Unknown {
  if (wanted === undefined) return { kind: 'found', record: undefined };
  const organisations = records.filter(({ kind }) => kind === 'organisation');
  const record = organisations.find(
    ({ organisation }) => organisation.login.toLowerCase() === wanted.toLowerCase(),
  );
  if (record !== undefined) return { kind: 'found', record };
  const known = organisations.map(({ organisation }) => organisation.login);
  return { kind: 'unknown', filter: { kind: 'organisation', name: wanted, known } };
}

function findFilters({ rows, records }: Picture, words: DormantWords): Found {
  const found = findOrganisation(records, words.organisation);
  if (found.kind === 'unknown') return found;
  const teams = new Set(
    rows.flatMap(({ seat }) => (seat.kind === 'held' && seat.team ? [seat.team.slug] : [])),
  );
  const team = [...teams].find((slug) => slug.toLowerCase() === words.team?.toLowerCase());
  if (words.team !== undefined && team === undefined) {
    return { kind: 'unknown', filter: { kind: 'team', name: words.team, known: [...teams] } };
  }
  return {
    kind: 'found',
    query: {
      days: words.days,
      neverUsed: words.neverUsed,
      unclear: words.unclear,
      organisationId: found.record?.organisation.id,
      teamSlug: team,
    },
  };
}

/** The buttons that turn pages, and the one that opens the list from the overview. */
export function registerLists(
  app: App,
  deps: ListenerDeps & { readonly identity: () => Identity },
): void {
  for (const actionId of [ACTION.showList, ACTION.previousPage, ACTION.nextPage]) {
    registerPages(app, deps, {
      actionId,
      parse: parseListPosition,
      show: (reader, position) => answerWithList(deps, reader, { position }),
    });
  }
}
