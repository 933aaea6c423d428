/** The memory of the digest, put together from its concerns. */
import type { Audit } from './audit.ts';
import type { Db } from './connection.ts';
import { createDigestNotices } from './digest-notices.ts';
import { createDigestRows } from './digest-rows.ts';
import { createDigestSchedules } from './digest-schedules.ts';
import { createDigestSlots } from './digest-slots.ts';
import { createEnds, createSteps } from './digest-steps.ts';
import type { DigestStore } from './digest-store.ts';

export function createDigestStore(db: Db, audit: Audit): DigestStore {
  return {
    ...createDigestSchedules(db, audit),
    ...createDigestSlots(db, audit),
    ...createSteps(db),
    ...createEnds(db, audit),
    ...createDigestRows(db),
    ...createDigestNotices(db),
  };
}
