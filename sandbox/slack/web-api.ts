import { type ApiCall, type Backend } from './backend.ts';
import { type Answer, underFault } from './faults.ts';
import { isObject, type JsonObject, parseJson } from './json.ts';
import { type Method, type Methods, missingScope } from './method.ts';
import { chatMethods } from './methods-chat.ts';
import { conversationMethods } from './methods-conversations.ts';
import { fileMethods } from './methods-files.ts';
import { peopleMethods } from './methods-people.ts';
import { viewMethods } from './methods-views.ts';
import { noteRefusal } from './posting.ts';
import { Refusal } from './refusal.ts';

const methods: Methods = {
  ...chatMethods,
  ...conversationMethods,
  ...fileMethods,
  ...peopleMethods,
  ...viewMethods,
};

/** Arguments that hold JSON; in a form they are the text of it. */
const jsonArguments = ['blocks', 'view', 'metadata', 'attachments', 'files', 'message'];

/** An empty look-up is an answer, not a mistake of the app. */
const ordinaryRefusals = new Set(['users.lookupByEmail users_not_found']);

function parseArguments(contentType: string, text: string): JsonObject {
  const isJson = contentType.startsWith('application/json');
  const parsed = isJson ? parseJson(text) : Object.fromEntries(new URLSearchParams(text));
  if (!isObject(parsed)) throw new Refusal(isJson ? 'invalid_json' : 'invalid_form_data');
  for (const name of jsonArguments) {
    const value = parsed[name];
    if (typeof value !== 'string') continue;
    const decoded = parseJson(value);
    if (decoded === undefined) {
      throw new Refusal(name === 'blocks' ? 'invalid_blocks_format' : 'invalid_arguments');
    }
    parsed[name] = decoded;
  }
  return parsed;
}

function mustBeAuthorised(backend: Backend, method: Method, token: string | undefined): void {
  if (method.token === 'none') return;
  const { botToken, appToken } = backend.credentials;
  if (token === undefined || token === '') throw new Refusal('not_authed');
  if (token !== botToken && token !== appToken) throw new Refusal('invalid_auth');
  if (backend.revoked !== undefined) throw new Refusal(backend.revoked);
  const wanted = method.token === 'app' ? appToken : botToken;
  if (token !== wanted) throw new Refusal('not_allowed_token_type');
  const lacking = (method.scopes ?? []).filter((scope) => !backend.scopes.has(scope));
  if (lacking.length > 0) throw missingScope(backend, (method.scopes ?? []).join(','));
}

function invoke(backend: Backend, name: string, request: ApiRequest): JsonObject {
  const method = methods[name];
  if (method === undefined) throw new Refusal('unknown_method', { req_method: name });
  mustBeAuthorised(backend, method, request.token);
  return { ok: true, ...method.run(backend, request.args) };
}

interface ApiRequest {
  readonly token: string | undefined;
  readonly args: JsonObject;
}

function answerTo(backend: Backend, name: string, request: ApiRequest): JsonObject {
  try {
    return invoke(backend, name, request);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (!ordinaryRefusals.has(`${name} ${error.code}`)) noteRefusal(backend, name, error);
    return { ok: false, error: error.code, ...error.extra };
  }
}

/** Slack names the token's scopes with every answer to it; the SDK shows them as `response_metadata.scopes`. */
function scopeHeaders(backend: Backend, name: string, body: JsonObject): Record<string, string> {
  const method = methods[name];
  const isRecognised = !['not_authed', 'invalid_auth'].includes(String(body['error']));
  if (method === undefined || method.token === 'none' || !isRecognised) return {};
  const scopes = method.token === 'app' ? ['connections:write'] : [...backend.scopes];
  const accepted = method.token === 'app' ? scopes : (method.scopes ?? []);
  return {
    'x-oauth-scopes': scopes.join(','),
    'x-accepted-oauth-scopes': accepted.join(','),
  };
}

/** One call of the Web API, trouble included. */
export async function callMethod(
  backend: Backend,
  name: string,
  request: { contentType: string; authorization: string | undefined; text: string },
): Promise<Answer> {
  const call: ApiCall = { method: name, args: {}, at: Date.now(), status: 200, answer: undefined };
  backend.calls.push(call);
  const fault = backend.faults.take(name);
  const parsed = readArguments(backend, name, request);
  const { token: inBody, ...shown } = parsed.args;
  Object.assign(call.args, shown);
  const bearer = /^Bearer (.+)$/i.exec(request.authorization ?? '')?.[1];
  const token = bearer ?? (typeof inBody === 'string' ? inBody : undefined);
  return underFault(fault, {
    apply: () => {
      const body = parsed.refused ?? answerTo(backend, name, { token, args: parsed.args });
      return { status: 200, headers: scopeHeaders(backend, name, body), body };
    },
    settled: (answer) => finishCall(backend, call, answer),
  });
}

function readArguments(
  backend: Backend,
  name: string,
  request: { contentType: string; text: string },
): { args: JsonObject; refused: JsonObject | undefined } {
  try {
    return { args: parseArguments(request.contentType, request.text), refused: undefined };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    noteRefusal(backend, name, error);
    return { args: {}, refused: { ok: false, error: error.code } };
  }
}

/** Writes down what a call was answered. */
export function finishCall(backend: Backend, call: ApiCall, answer: Answer): void {
  if (answer !== undefined) {
    call.status = answer.status;
    call.answer = isObject(answer.body) ? answer.body : {};
  }
  const index = backend.calls.indexOf(call);
  backend.workspace.changes.emit({ kind: 'call', method: call.method, index });
}
