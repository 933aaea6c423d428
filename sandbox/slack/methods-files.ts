import type { Backend } from './backend.ts';
import type { SlackFile } from './conversations.ts';
import { type JsonObject, objectsIn, stringAt } from './json.ts';
import { type Methods, required, visibleChannel } from './method.ts';
import { acceptContent, postAsApp } from './posting.ts';
import { Refusal } from './refusal.ts';

const types: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  csv: 'text/csv',
  txt: 'text/plain',
  json: 'application/json',
};

function extension(file: SlackFile): string {
  return file.name.split('.').at(-1)?.toLowerCase() ?? '';
}

function fileOnWire(backend: Backend, file: SlackFile): JsonObject {
  const isReady = file.completed && file.pollsUntilReady === 0;
  return {
    id: file.id,
    name: file.name,
    title: file.title,
    // Slack looks at the content after the upload; until then there is no type.
    mimetype: isReady ? (types[extension(file)] ?? 'application/octet-stream') : '',
    filetype: isReady ? extension(file) : '',
    user: backend.workspace.bot.id,
    size: file.length,
    mode: 'hosted',
    is_external: false,
    channels: file.channels,
    permalink: `${backend.workspace.team.url}files/${backend.workspace.bot.id}/${file.id}/${file.name}`,
    url_private: `${backend.origin}/files/${file.id}`,
  };
}

function getUploadUrl(backend: Backend, args: JsonObject): JsonObject {
  const name = required(args, 'filename');
  const length = Number(args['length']);
  if (!Number.isInteger(length) || length <= 0) throw new Refusal('invalid_arguments');
  const { workspace } = backend;
  const file: SlackFile = {
    id: workspace.newId('F', 'FILE'),
    name,
    length,
    uploadKey: crypto.randomUUID(),
    title: name,
    bytes: undefined,
    completed: false,
    channels: [],
    pollsUntilReady: 1,
  };
  workspace.files.set(file.id, file);
  return { upload_url: `${backend.origin}/upload/${file.uploadKey}`, file_id: file.id };
}

function completeUpload(backend: Backend, args: JsonObject): JsonObject {
  const { workspace } = backend;
  const wanted = objectsIn(args['files']);
  if (wanted.length === 0) throw new Refusal('invalid_arguments');
  const files = wanted.map((each) => {
    const file = workspace.files.get(stringAt(each, 'id') ?? '');
    if (file === undefined || file.bytes === undefined) throw new Refusal('file_not_found');
    file.title = stringAt(each, 'title') ?? file.name;
    return file;
  });
  const channelId = stringAt(args, 'channel_id');
  const channel = channelId === undefined ? undefined : visibleChannel(backend, channelId);
  if (channel !== undefined && !channel.members.has(workspace.bot.id)) {
    throw new Refusal('not_in_channel');
  }
  for (const file of files) {
    file.completed = true;
    if (channel !== undefined) file.channels.push(channel.id);
    workspace.changes.emit({ kind: 'file changed', file: file.id });
  }
  if (channel !== undefined) {
    const comment = stringAt(args, 'initial_comment');
    const titles = files.map((file) => file.title).join(', ');
    postAsApp(
      backend,
      channel,
      acceptContent(backend, { text: comment ?? titles, blocks: args['blocks'] }),
      {
        fileIds: files.map((file) => file.id),
      },
    );
  }
  return { files: files.map((file) => fileOnWire(backend, file)) };
}

function info(backend: Backend, args: JsonObject): JsonObject {
  const file = backend.workspace.files.get(required(args, 'file'));
  if (file === undefined || !file.completed) throw new Refusal('file_not_found');
  const wire = fileOnWire(backend, file);
  file.pollsUntilReady = Math.max(0, file.pollsUntilReady - 1);
  return { file: wire };
}

export const fileMethods: Methods = {
  'files.getUploadURLExternal': { scopes: ['files:write'], run: getUploadUrl },
  'files.completeUploadExternal': { scopes: ['files:write'], run: completeUpload },
  'files.info': { scopes: ['files:read'], run: info },
};

/** The bytes of an upload, sent bare or as the one part of a form; answers `false` where they do not fit. */
export async function receiveUpload(
  backend: Backend,
  key: string,
  upload: { contentType: string; bytes: Buffer },
): Promise<boolean> {
  const file = [...backend.workspace.files.values()].find((each) => each.uploadKey === key);
  if (file === undefined) return false;
  const bytes = await contentOf(upload);
  if (bytes?.length !== file.length) return false;
  file.bytes = bytes;
  return true;
}

async function contentOf(upload: {
  contentType: string;
  bytes: Buffer;
}): Promise<Buffer | undefined> {
  if (!upload.contentType.startsWith('multipart/form-data')) return upload.bytes;
  const headers = { 'content-type': upload.contentType };
  const form = await new Response(new Uint8Array(upload.bytes), { headers }).formData();
  for (const part of form.values()) {
    if (typeof part !== 'string') return Buffer.from(await part.arrayBuffer());
  }
  return undefined;
}
