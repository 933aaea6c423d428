import { readdirSync, readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SlackFile } from '../conversations.ts';
import { safeHeaders } from './requests.ts';

const folder = new URL('assets/', import.meta.url);

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** What may be shown in the page; everything else that was uploaded is only ever downloaded. */
const pictures: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
};

export function isPicture(name: string): boolean {
  return pictures[extname(name).toLowerCase()] !== undefined;
}

/** One of the page's own files; a name that is none of them is not looked for. Answers whether it was one. */
export function sendAsset(response: ServerResponse, name: string): boolean {
  const type = types[extname(name)];
  if (type === undefined || !readdirSync(fileURLToPath(folder)).includes(name)) return false;
  response.writeHead(200, { ...safeHeaders, 'content-type': type });
  // Read anew each time: whoever works on the page only has to reload it.
  response.end(readFileSync(new URL(name, folder)));
  return true;
}

/** A file the app has uploaded. Answers whether it is there. */
export function sendUpload(response: ServerResponse, file: SlackFile | undefined): boolean {
  if (file?.bytes === undefined) return false;
  const type = pictures[extname(file.name).toLowerCase()];
  response.writeHead(200, {
    ...safeHeaders,
    'content-type': type ?? 'application/octet-stream',
    'content-disposition':
      type === undefined
        ? `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`
        : 'inline',
  });
  response.end(file.bytes);
  return true;
}
