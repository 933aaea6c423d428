/** `/copilot export`: every seat with state and reason, as a file in a direct message. */
import { setImmediate } from 'node:timers/promises';
import { loadPicture } from '../../decision/picture.ts';
import { formatCsv } from '../../lib/csv.ts';
import { sendFile } from '../files.ts';
import { dayOf } from '../text.ts';
import { renderFileComing, renderFileFailed } from '../views/file-words.ts';
import {
  planExport,
  renderExport,
  renderExportAnswer,
  renderNothingToExport,
} from '../views/seat-export.ts';
import type { ClickDeps } from './acting.ts';
import { contextFor, type Reader } from './listener-deps.ts';

/** The file is written down in the log before it goes out: who has it matters more than whether it came. */
export async function answerExport(
  deps: ClickDeps,
  { answer, role, userId }: Reader,
): Promise<void> {
  const context = contextFor(deps, role, userId);
  const picture = await loadPicture(deps);
  const seats = picture.rows.length;
  if (seats === 0) return answer.add(renderNothingToExport(picture, context));
  // Slack's three seconds have their turn between the parts.
  const content = await formatCsv(planExport(picture, context), setImmediate);
  const sent = await sendFile(deps, userId, {
    filename: `copilot-seats-${dayOf(deps.now())}.csv`,
    title: `Copilot seats, ${dayOf(deps.now())}`,
    content,
    above: {
      coming: renderFileComing(context),
      arrived: renderExport(seats, context),
      failed: renderFileFailed(context),
    },
    beforeSending: () =>
      deps.store.audit.append(
        {
          action: 'seats-exported',
          by: { teamId: deps.identity().teamId, userId },
          organisation: undefined,
          person: undefined,
          removalId: undefined,
          outcome: 'started',
          detail: { seats },
        },
        deps.now(),
      ),
  });
  return answer.add(renderExportAnswer(sent, context));
}
