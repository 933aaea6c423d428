/** What is done for single people, put together: their links, their Homes, the word when a seat is taken. */
import type { GitHub } from '../github/github.ts';
import { createAddressBook } from './address-book.ts';
import { createColleagueTeller, type TellColleague } from './colleague.ts';
import { createHomes, type Homes } from './homes.ts';
import { createLinking, type Linking } from './linking.ts';
import { type HomeDeps, learnWhose, renderHome } from './listeners/home.ts';
import type { TellingDeps } from './telling.ts';

export interface Personal {
  readonly linking: Linking;
  readonly homes: Homes;
  readonly tellColleague: TellColleague;
  /** Breaks off what is being read: what waits for addresses would hold up its listeners. */
  stop(): void;
}

/** Builds all and starts nothing; `home` is asked for when the first Home is opened. */
export function createPersonal(
  deps: TellingDeps & { readonly github: Pick<GitHub, 'readVerifiedEmails'> },
  home: () => HomeDeps,
): Personal {
  const addresses = createAddressBook(deps);
  const linking = createLinking({ ...deps, addresses, client: deps.clients.asking });
  return {
    linking,
    homes: createHomes({
      ...deps,
      render: (userId) => renderHome(home(), userId),
      learn: (userId) => learnWhose(home(), userId),
    }),
    tellColleague: createColleagueTeller({ ...deps, linking }),
    stop: () => addresses.stop(),
  };
}
