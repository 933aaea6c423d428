/** The memory of the digest, put together from its three concerns. */
import type { Db } from './connection.ts';
import { createDigestRows } from './digest-rows.ts';
import { createDigestSchedules } from './digest-schedules.ts';
import { createDigestSlots } from './digest-slots.ts';
import type { DigestStore } from './digest-store.ts';

export function createDigestStore(db: Db): DigestStore {
  return { ...createDigestSchedules(db), ...createDigestSlots(db), ...createDigestRows(db) };
}
