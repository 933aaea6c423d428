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
      keep: (...args) => telling(kept.keep(...args)),
      unkeep: (...args) => telling(kept.unkeep(...args)),
    },
    links: {
      ...links,
      request: (...args) => telling(links.request(...args)),
      decide: (...args) => telling(links.decide(...args)),
      unlink: (...args) => telling(links.unlink(...args)),
      endForWantOfEvidence: (...args) => telling(links.endForWantOfEvidence(...args)),
      async linkByEmail(...args) {
        const link = await links.linkByEmail(...args);
        // Asked for at every look at a Home, and mostly for nothing.
        if (link !== undefined) changed();
        return link;
      },
    },
    digests: {
      ...digests,
      addSchedule: (...args) => telling(digests.addSchedule(...args)),
      changeSchedule: (...args) => telling(digests.changeSchedule(...args)),
      pauseSchedule: (...args) => telling(digests.pauseSchedule(...args)),
      resumeSchedule: (...args) => telling(digests.resumeSchedule(...args)),
      deleteSchedule: (...args) => telling(digests.deleteSchedule(...args)),
      markSkipped: (...args) => telling(digests.markSkipped(...args)),
    },
  };
}
