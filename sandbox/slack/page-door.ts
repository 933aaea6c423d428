/**
 * The page of the local Slack: what people see of it in a browser, on this machine only.
 *
 *     const page = createPageDoor();
 *     const slack = await startLocalSlack({ manifest, otherwise: page.otherwise });
 *     const { url } = page.open({ backend: slack.backend, controls, cast });
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Backend } from './backend.ts';
import { parseJson } from './json.ts';
import type { DemoControls } from './page/controls.ts';
import { doDeed } from './page/deeds.ts';
import { sendAsset, sendUpload } from './page/files.ts';
import { readText, reasonToRefuse, sendJson, sendText } from './page/requests.ts';
import type { CastMember, PageWorld } from './page/snapshot.ts';
import { createStreams, type Streams } from './page/stream.ts';

interface PageOptions {
  readonly backend: Backend;
  /** What the panel beside Slack offers; without it the panel shows only what was sent. */
  readonly controls?: DemoControls;
  /** Who can be switched to, the first at the start: everybody who can sign in unless said. */
  readonly cast?: readonly CastMember[];
}

export interface PageDoor {
  /** For `startLocalSlack`: answers the page's own paths, and none of Slack's. */
  readonly otherwise: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Opens the door once Slack has started; until then the page asks for patience. */
  open(options: PageOptions): { readonly url: string };
  /** Ends the pages' streams. `LocalSlack.close` cuts them too, so only a door that outlives its Slack needs it. */
  close(): void;
}

interface Room {
  readonly world: PageWorld;
  readonly streams: Streams;
}

async function answerDeed(
  room: Room,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const text = await readText(request);
  if (text === undefined) {
    sendText(response, 413, 'That is more than the page ever sends.');
    return;
  }
  const answer = await doDeed(room.world, parseJson(text));
  sendJson(response, answer);
  // Time may have passed, or a control may have become available.
  room.streams.touchControls();
}

function answerGet(room: Room, request: IncomingMessage, response: ServerResponse): boolean {
  const { pathname } = new URL(request.url ?? '/', 'http://local');
  if (pathname === '/') return sendAsset(response, 'index.html');
  if (pathname === '/page/stream') {
    room.streams.open(request, response);
    return true;
  }
  const [, area, name = ''] = /^\/(page\/assets|files)\/([\w.-]+)$/.exec(pathname) ?? [];
  if (area === 'files') return sendUpload(response, room.world.backend.workspace.files.get(name));
  return area === undefined ? false : sendAsset(response, name);
}

function answerRequest(room: Room, request: IncomingMessage, response: ServerResponse): boolean {
  const reason = reasonToRefuse(request);
  if (reason !== undefined) {
    sendText(response, 403, reason);
    return true;
  }
  const isDeed = request.method === 'POST' && request.url === '/page/do';
  if (!isDeed) return request.method === 'GET' && answerGet(room, request, response);
  answerDeed(room, request, response).catch((error: unknown) => {
    // The request broke off: there is nobody left to tell, unless the answer itself failed.
    if (!response.headersSent) sendText(response, 500, String(error));
  });
  return true;
}

export function createPageDoor(): PageDoor {
  let room: Room | undefined;
  return {
    otherwise(request, response) {
      if (room !== undefined) return answerRequest(room, request, response);
      sendText(response, 503, 'The page is not open yet. Try again in a second.');
      return true;
    },
    open({ backend, controls, cast }) {
      const world: PageWorld = { backend, controls, cast };
      room = { world, streams: createStreams(world) };
      return { url: `${backend.origin}/` };
    },
    close() {
      room?.streams.close();
      room = undefined;
    },
  };
}
