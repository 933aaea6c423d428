/** All open requests for a link, page by page, to approve or refuse. */
import type { Link } from '../../store/link-store.ts';
import { formatRequestPlace } from '../own-refs.ts';
import { ACTION, formatPage } from '../refs.ts';
import { bold, mrkdwn, plural } from '../text.ts';
import { createMessage, divider, note, section } from './blocks.ts';
import type { Message, ViewContext } from './context.ts';
import { APPROVE_WITH_CARE, type LinkDecided, renderLinkDecided, renderRequest } from './links.ts';
import { renderTurns } from './turns.ts';

const REQUESTS_PER_PAGE = 10;

export interface LinkListView {
  /** Oldest first. */
  readonly requests: readonly Link[];
  /** From 0; what lies beyond the last one is the last one. */
  readonly page: number;
  /** Stands on top: what a click on this list came to. */
  readonly notice?: LinkDecided | undefined;
}

export function renderLinkList(view: LinkListView, context: ViewContext): Message {
  const { requests, notice } = view;
  const lastPage = Math.max(0, Math.ceil(requests.length / REQUESTS_PER_PAGE) - 1);
  const page = Math.min(view.page, lastPage);
  const shown = requests.slice(page * REQUESTS_PER_PAGE, (page + 1) * REQUESTS_PER_PAGE);
  const unhinted = { ...context, noManagersFor: undefined };
  return createMessage(
    [
      ...(notice === undefined ? [] : [...renderLinkDecided(notice, unhinted).blocks, divider()]),
      section(
        requests.length === 0
          ? mrkdwn`*No request for a link is open.*`
          : bold(`${plural(requests.length, 'open request')} for a link, oldest first`),
      ),
      ...shown.flatMap((link, index) =>
        renderRequest(link, context, formatRequestPlace({ page, index })),
      ),
      ...renderTurns({ page, lastPage, action: ACTION.linkPage, format: formatPage }),
      ...(shown.length > 0 && context.mayAct ? [note(APPROVE_WITH_CARE)] : []),
    ],
    context,
  );
}
