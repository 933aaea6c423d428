/** The memory, which tells the open Homes when something they show is decided, whoever decides it. */
import type { Store } from '../store/store.ts';

/** The same memory; `changed` is called after every such write, and must not throw. */
export function createFollowedStore(store: Store, changed: () => void): Store {
  const { digests, kept, links } = store;
  async function telling<T>(write: Promise<T>): Promise<T> {
    const result = await write;
    changed();
    return result;
  }
  return {
    ...store,
    kept: {
      ...kept,
      keep: (entry, at) => telling(kept.keep(entry, at)),
      unkeep: (person, by, at) => telling(kept.unkeep(person, by, at)),
    },
    links: {
      ...links,
      request: (pair, at) => telling(links.request(pair, at)),
      decide: (request, verdict, at) => telling(links.decide(request, verdict, at)),
      unlink: (slack, by, at) => telling(links.unlink(slack, by, at)),
      async linkByEmail(pair, at) {
        const link = await links.linkByEmail(pair, at);
        // Asked for at every look at a Home, and mostly for nothing.
        if (link !== undefined) changed();
        return link;
      },
    },
    digests: {
      ...digests,
      addSchedule: (wish, by, at) => telling(digests.addSchedule(wish, by, at)),
      changeSchedule: (id, wish, by, at) => telling(digests.changeSchedule(id, wish, by, at)),
      pauseSchedule: (id, by, at) => telling(digests.pauseSchedule(id, by, at)),
      resumeSchedule: (id, by, at) => telling(digests.resumeSchedule(id, by, at)),
      deleteSchedule: (id, by, at) => telling(digests.deleteSchedule(id, by, at)),
      markSkipped: (id, end, at) => telling(digests.markSkipped(id, end, at)),
    },
  };
}
