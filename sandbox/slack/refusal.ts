import type { JsonObject } from './json.ts';

/** A refusal in Slack's words: becomes `{ ok: false, error: code, …extra }` with status 200. */
export class Refusal extends Error {
  readonly code: string;
  readonly extra: JsonObject;

  constructor(code: string, extra: JsonObject = {}) {
    super(code);
    this.name = 'Refusal';
    this.code = code;
    this.extra = extra;
  }
}

/** A refusal with explanations, in the form Slack gives them: `[ERROR] what [json-pointer:/where]`. */
export function refuseWith(
  code: string,
  findings: readonly { pointer: string; message: string }[],
): Refusal {
  const said = findings.map((each) => `${each.message} [json-pointer:${each.pointer}]`);
  return new Refusal(code, {
    ...(code === 'invalid_blocks' ? { errors: said } : {}),
    response_metadata: { messages: said.map((each) => `[ERROR] ${each}`) },
  });
}

export function missingArgument(name: string): Refusal {
  return refuseWith('invalid_arguments', [
    { pointer: `/${name}`, message: `missing required field: ${name}` },
  ]);
}
