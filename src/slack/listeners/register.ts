/** Every listener, attached to one Bolt app. */
import type { App } from '@slack/bolt';
import { registerFailures } from '../failures.ts';
import type { Identity } from '../guard.ts';
import { type CommandDeps, registerCommand } from './command.ts';
import { registerDigestForm } from './digest-form.ts';
import { registerDigestList } from './digest-list.ts';
import { registerHome } from './home.ts';
import { createOpenDialogs, registerKeepDialog } from './keep-dialog.ts';
import { registerLinkPages } from './link-list.ts';
import { registerLinks } from './links.ts';
import type { ListenerDeps } from './listener-deps.ts';
import { registerLists } from './lists.ts';
import { registerLogPages } from './log.ts';
import { registerOwnSeat } from './own-seat.ts';
import { registerPersonPages } from './person.ts';
import { createRefreshGate } from './refresh.ts';
import { registerSeatButtons } from './seat-buttons.ts';
import { registerStatusPages } from './status.ts';

export function registerListeners(
  app: App,
  deps: ListenerDeps & { readonly identity: () => Identity },
): void {
  const shared = { ...deps, dialogs: createOpenDialogs(), refreshGate: createRefreshGate() };
  registerCommand(app, shared satisfies CommandDeps);
  registerSeatButtons(app, shared);
  registerKeepDialog(app, shared);
  registerLists(app, shared);
  registerLogPages(app, shared);
  registerStatusPages(app, shared);
  registerPersonPages(app, shared);
  registerDigestList(app, shared);
  registerDigestForm(app, shared);
  registerHome(app, shared);
  registerOwnSeat(app, shared);
  registerLinks(app, shared);
  registerLinkPages(app, shared);
  registerFailures(app, shared);
}
