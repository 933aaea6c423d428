/** The buttons that turn the pages of a list in the place of the page that is shown. */
import type { types } from '@slack/bolt';
import { formatNumber, mrkdwn } from '../text.ts';
import { actions, button, note } from './blocks.ts';

export interface Turns {
  /** Pages count from 0. */
  readonly page: number;
  readonly lastPage: number;
  readonly action: string;
  readonly format: (page: number) => string;
}

/** Nothing where there is one page. In a block each: one block must not hold an action id twice. */
export function renderTurns({ page, lastPage, action, format }: Turns): types.KnownBlock[] {
  if (lastPage === 0) return [];
  const turn = (label: string, wanted: number) =>
    actions([button({ action, label, value: format(wanted) })]);
  return [
    note(mrkdwn`Page ${formatNumber(page + 1)} of ${formatNumber(lastPage + 1)}.`),
    ...(page > 0 ? turn('Previous', page - 1) : []),
    ...(page < lastPage ? turn('Next', page + 1) : []),
  ];
}
