/** `/copilot usage`: GitHub's usage report in sums. */
import { loadUsage } from '../../decision/usage.ts';
import { renderUnknownFilter } from '../views/answers.ts';
import { renderUsage } from '../views/usage.ts';
import { contextFor, type ListenerDeps, type Reader } from './listener-deps.ts';
import { findOrganisation } from './lists.ts';

/** Answers for all organisations, or for the one of this name. */
export async function answerUsage(
  deps: ListenerDeps,
  { answer, role, userId }: Reader,
  wanted: string | undefined,
): Promise<void> {
  const context = contextFor(deps, role, userId);
  const found = findOrganisation(await deps.store.organisations.list(), wanted);
  if (found.kind === 'unknown') return answer.add(renderUnknownFilter(found.filter, context));
  return answer.add(renderUsage(await loadUsage(deps, found.record?.organisation), context));
}
