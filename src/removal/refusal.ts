/** Refusals go into the audit log like every other decision. */
import type { SlackPerson } from '../core/seat.ts';
import type { Subject } from './outcome.ts';
import type { RemovalDeps } from './removal-deps.ts';

export interface Refusal {
  readonly action: 'removal-refused' | 'undo-refused' | 'digest-refused';
  readonly by: SlackPerson;
  readonly subject: Subject | undefined;
  readonly removalId?: string | undefined;
  readonly outcome: string;
}

/** Never throws: who was refused is told why even when the log cannot be written. */
export async function auditRefusal(
  { store, now, log }: Pick<RemovalDeps, 'store' | 'now' | 'log'>,
  { action, by, subject, removalId, outcome }: Refusal,
): Promise<void> {
  const { person, organisation } = subject ?? {};
  try {
    await store.audit.append(
      { action, by, organisation, person, removalId, outcome, detail: {} },
      now(),
    );
  } catch (error) {
    log.error(
      { event: 'refusal-unaudited', action, outcome, err: error },
      'a refusal could not be written down; nothing was changed',
    );
  }
}
