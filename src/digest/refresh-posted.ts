/**
 * Posted digests follow the truth: a seat that was removed, given back or ended elsewhere shows so.
 * Compared anew at every look, so no crash and no way of removing a seat is ever missed.
 */
import { WebAPIPlatformError } from '@slack/web-api';
import { DAY_MS } from '../core/seat.ts';
import { assembleDigest } from '../slack/views/digest.ts';
import { renderPostedRow, truthOf } from '../slack/views/digest-rows.ts';
import type { FrozenPart, PostedRow } from '../store/digest-store.ts';
import type { DigestDeps } from './digest-deps.ts';
import { labelOf } from './send.ts';

/** Nobody scrolls further back to act. */
const FOLLOWED_MS = 90 * DAY_MS;

/** Throws what may pass, so that it is tried again later; what stays wrong is given up. */
export async function refreshPosted(deps: DigestDeps): Promise<void> {
  const at = deps.now();
  const rows = await deps.store.digests.listPostedRows(at - FOLLOWED_MS);
  const stale = new Set(
    rows.filter((row) => truthOf(row, at) !== row.shown).map(({ slotId }) => slotId),
  );
  for (const slotId of stale) {
    const theirs = rows.filter((row) => row.slotId === slotId);
    try {
      await refreshOne(deps, slotId, theirs);
    } catch (error) {
      if (mayPass(error)) throw error;
      deps.log.warn({ event: 'digest-unedited', slot: slotId, err: error }, 'a digest stays as is');
    }
    for (const row of theirs) {
      await deps.store.digests.markShown(slotId, row.position, truthOf(row, at));
    }
  }
}

async function refreshOne(
  deps: DigestDeps,
  slotId: string,
  rows: readonly PostedRow[],
): Promise<void> {
  const slot = await deps.store.digests.findSlot(slotId);
  if (slot?.ts === undefined || slot.frame === undefined) return;
  const parts = await Promise.all(rows.map((row) => renderNow(deps, row)));
  const { text, blocks } = assembleDigest(slot.frame, parts, { ...labelOf(slot), withChart: true });
  await deps.clients.asking.chat.update({
    channel: slot.channelId,
    ts: slot.ts,
    text,
    blocks: [...blocks],
  });
}

async function renderNow(deps: DigestDeps, row: PostedRow): Promise<FrozenPart> {
  const removal =
    row.removalId === undefined ? undefined : await deps.store.removals.find(row.removalId);
  return renderPostedRow(row, removal, deps.context());
}

/** A message that is gone or frozen by the workspace's rules stays so; everything else may pass. */
function mayPass(error: unknown): boolean {
  return !(error instanceof WebAPIPlatformError) || PASSING.has(error.data.error);
}

const PASSING = new Set([
  'internal_error',
  'fatal_error',
  'request_timeout',
  'service_unavailable',
]);
