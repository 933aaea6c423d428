import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Change } from '../changes.ts';
import { describeControls } from './controls.ts';
import { safeHeaders, sendText } from './requests.ts';
import { findSent } from './sent.ts';
import {
  currentTime,
  describeMessage,
  describeModals,
  describeView,
  isConnected,
  isVisible,
  listCast,
  type PageWorld,
  takeSnapshot,
  type Viewer,
} from './snapshot.ts';
import type { PageChange } from './wire.ts';

/** Who is looking, and since when: a page says it on every connection after its first. */
function viewerOf(world: PageWorld, url: URL): Viewer | undefined {
  const { workspace } = world.backend;
  const wanted = url.searchParams.get('as') ?? '';
  const cast = listCast(world);
  const known = cast.find(({ id }) => id === wanted || workspace.people.get(id)?.name === wanted);
  const person = workspace.people.get((known ?? cast[0])?.id ?? '');
  if (person === undefined) return undefined;
  const floor = url.searchParams.get('floor');
  if (floor !== null) {
    return { person, floor, staleRoots: url.searchParams.getAll('stale') };
  }
  // A fresh load: like Slack's own, it shows neither what was for one's eyes only before nor the dialogs left open.
  const open = [...workspace.modals.values()].flat();
  return { person, floor: workspace.newTs(), staleRoots: open.map((view) => view.rootId) };
}

type Dirty = string;

/** What has to be looked at again after a change; `undefined` where it is nothing to this viewer. */
function dirtyAfter(change: Change, viewer: Viewer): Dirty | undefined {
  if ('user' in change && change.user !== viewer.person.id) return undefined;
  if ('index' in change) return `sent ${change.kind}-${change.index}`;
  if ('id' in change) return `sent ${change.id}`;
  if ('channel' in change) return `message ${change.channel} ${change.ts}`;
  if ('ts' in change) return `ephemeral ${change.ts}`;
  if ('view' in change) return change.kind === 'home published' ? 'home' : 'modals';
  return change.kind === 'connection' ? 'connection' : 'everything';
}

function messageChange(
  world: PageWorld,
  viewer: Viewer,
  place: { channel: string; ts: string } | { ts: string },
): PageChange | undefined {
  const { workspace } = world.backend;
  const message =
    'channel' in place
      ? workspace.findMessage(place.channel, place.ts)
      : workspace.findEphemeral(viewer.person.id, place.ts);
  if (message === undefined) {
    return { kind: 'gone', channel: 'channel' in place ? place.channel : '', ts: place.ts };
  }
  if (!isVisible(world, viewer, message)) return undefined;
  return { kind: 'message', message: describeMessage(world, message), now: currentTime(world) };
}

/** The state now of what was touched: however many changes there were, a page hears of the last. */
function changeFor(world: PageWorld, viewer: Viewer, dirty: Dirty): PageChange | undefined {
  const [kind, one = '', other = ''] = dirty.split(' ');
  const { backend } = world;
  if (kind === 'message') return messageChange(world, viewer, { channel: one, ts: other });
  if (kind === 'ephemeral') return messageChange(world, viewer, { ts: one });
  if (kind === 'home') {
    return { kind, home: describeView(backend.workspace.homes.get(viewer.person.id)) };
  }
  if (kind === 'modals') return { kind, modals: describeModals(world, viewer) };
  if (kind === 'connection') return { kind, isConnected: isConnected(backend) };
  if (kind === 'controls') {
    return { kind, controls: describeControls(world.controls), now: currentTime(world) };
  }
  if (kind !== 'sent') return takeSnapshot(world, viewer);
  const card = findSent(backend, one);
  return card === undefined ? undefined : { kind: 'sent', card };
}

/** All pages that are open, for what no change of the workspace tells. */
export interface Streams {
  open(request: IncomingMessage, response: ServerResponse): void;
  touchControls(): void;
  close(): void;
}

export function createStreams(world: PageWorld): Streams {
  const touches = new Set<(dirty: Dirty) => void>();
  const responses = new Set<ServerResponse>();
  const touchControls = () => {
    for (const touch of touches) touch('controls');
  };
  const unsubscribe = world.controls?.subscribe?.(touchControls);
  return {
    touchControls,
    open(request, response) {
      const viewer = viewerOf(world, new URL(request.url ?? '/', 'http://local'));
      if (viewer === undefined) {
        sendText(response, 404, 'There is nobody in this workspace.');
        return;
      }
      response.writeHead(200, {
        ...safeHeaders,
        'content-type': 'text/event-stream; charset=utf-8',
      });
      const send = (change: PageChange) => response.write(`data: ${JSON.stringify(change)}\n\n`);
      const dirty = new Set<Dirty>();
      const flush = () => {
        const touched = dirty.has('everything') ? ['everything'] : [...dirty];
        dirty.clear();
        for (const each of touched) {
          const change = changeFor(world, viewer, each);
          if (change !== undefined) send(change);
        }
      };
      const touch = (what: Dirty) => {
        if (dirty.size === 0) setImmediate(flush);
        dirty.add(what);
      };
      send(takeSnapshot(world, viewer));
      const stop = world.backend.workspace.changes.subscribe((change) => {
        const what = dirtyAfter(change, viewer);
        if (what !== undefined) touch(what);
      });
      touches.add(touch);
      responses.add(response);
      response.on('close', () => {
        stop();
        touches.delete(touch);
        responses.delete(response);
      });
    },
    close() {
      unsubscribe?.();
      for (const response of responses) response.end();
    },
  };
}
