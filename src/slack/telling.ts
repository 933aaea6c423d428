/** The messages that are owed: what a removal came to, and trouble with an organisation. */
import { WebAPIPlatformError } from '@slack/web-api';
import { DAY_MS } from '../core/seat.ts';
import { listOtherOrganisations } from '../decision/own-seat.ts';
import { describeEnd } from '../removal/carry-out.ts';
import { isRelease } from '../removal/holder.ts';
import type { Outcome } from '../removal/outcome.ts';
import { findKeptUntil } from '../removal/undo.ts';
import type { OrganisationRecord, Removal } from '../store/store.ts';
import { postMessage, sendDirectMessage } from './answer.ts';
import { contextFor, type ListenerDeps } from './listeners/listener-deps.ts';
import { renderRecoveryAlert, renderTroubleAlert } from './views/alert.ts';
import { renderOutcomeWithPassOn } from './views/outcome.ts';
import { renderOwnOutcome } from './views/own-outcome.ts';

export type TellingDeps = Pick<
  ListenerDeps,
  'config' | 'people' | 'store' | 'clients' | 'now' | 'log'
>;

export type OutcomeTellingDeps = TellingDeps & Pick<ListenerDeps, 'tellColleague' | 'homes'>;

/** After these answers a message will never arrive, so it is not owed any longer. */
const NEVER = new Set([
  'channel_not_found',
  'user_not_found',
  'user_disabled',
  'account_inactive',
  'cannot_dm_bot',
]);

/**
 * Tells everybody who clicked and has not been told what came of it. A crash between the message and
 * the mark tells them twice; never would be worse. To look up whether it arrived, the bot would have to
 * read people's direct messages (`im:history`), which is too much to ask for so rare and harmless a thing.
 */
export function createOutcomeTeller(deps: OutcomeTellingDeps): () => Promise<void> {
  let turn: Promise<void> = Promise.resolve();
  async function tellAll(): Promise<void> {
    const untold = await deps.store.removals.listUntold();
    for (const removal of untold) await tellOne(deps, removal);
    if (untold.length > 0) deps.homes.refreshSoon();
  }
  return () => {
    // One at a time, so that two callers do not tell the same person twice.
    turn = turn.then(tellAll, tellAll);
    return turn;
  };
}

async function tellOne(deps: OutcomeTellingDeps, removal: Removal): Promise<void> {
  const { userId } = removal.undo?.by ?? removal.by;
  const outcome = await describeForTelling(deps, removal);
  try {
    const told = await deps.tellColleague(removal.id);
    const message =
      isRelease(removal) && removal.by.userId === userId
        ? renderOwnOutcome(
            outcome,
            await listOtherOrganisations(deps, removal),
            contextFor(deps, 'member', userId),
          )
        : renderOutcomeWithPassOn(outcome, contextFor(deps, 'manager', userId), told);
    await sendDirectMessage(deps, userId, message);
  } catch (error) {
    deps.log.warn(
      { event: 'outcome-untold', removal: removal.id, err: error },
      'an outcome could not be told',
    );
    if (!(error instanceof WebAPIPlatformError) || !NEVER.has(error.data.error)) return;
  }
  await deps.store.removals.markTold(removal.id);
}

async function describeForTelling(
  { store, config }: TellingDeps,
  removal: Removal,
): Promise<Outcome> {
  if (removal.state === 'undone') {
    const kept = await store.kept.find(removal.person.id);
    const byUndo = (removal.undo?.at ?? removal.claimedAt) + config.dormantAfterDays * DAY_MS;
    return { kind: 'undone', removal, keptUntil: findKeptUntil(kept, byUndo) };
  }
  const detail = removal.state === 'removed' ? removal.undo?.detail : undefined;
  if (detail !== undefined) {
    return { kind: 'not-undone', removal, why: { kind: 'came-to-nothing', detail } };
  }
  return describeEnd(removal);
}

const ROUNDS = 3;

/** Tells three failed rounds in a row, and the recovery, once each in the alert channel. */
export async function tellTrouble(deps: TellingDeps, record: OrganisationRecord): Promise<void> {
  const { config, store, log } = deps;
  const hasTrouble = record.failedReads >= ROUNDS;
  const hasRecovered = record.troubleTold && record.failedReads === 0;
  if (config.alertChannel === undefined || (hasTrouble ? record.troubleTold : !hasRecovered))
    return;
  const context = contextFor(deps, 'manager', '');
  const message = hasTrouble
    ? renderTroubleAlert([record], context)
    : renderRecoveryAlert([record], context);
  try {
    await postMessage(deps, config.alertChannel, message);
    await store.organisations.markTroubleTold(record.organisation.id, hasTrouble);
  } catch (error) {
    log.warn(
      { event: 'alert-untold', organisation: record.organisation.id, err: error },
      'an alert could not be posted; the next round tries again',
    );
  }
}
