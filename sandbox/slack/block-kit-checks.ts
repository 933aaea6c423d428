import { isObject, type JsonObject } from './json.ts';

/** One thing Slack would refuse, with a JSON pointer to the place. */
export interface Finding {
  readonly pointer: string;
  /** For programs: `too_long`, `too_many`, `missing_field`, `unknown_field`, … */
  readonly code: string;
  readonly message: string;
}

/** Looks at the value that stands at a pointer and adds what is wrong with it. */
export type Check = (value: unknown, at: string, found: Finding[]) => void;

function report(found: Finding[], pointer: string, code: string, message: string): void {
  found.push({ pointer, code, message });
}

/** A string of so many characters. Slack counts after escaping, and so does this: the string as it is sent. */
export function text(longest: number, shortest = 1): Check {
  return (value, at, found) => {
    if (typeof value !== 'string') report(found, at, 'wrong_type', 'must be a string');
    else if (value.length > longest) {
      report(found, at, 'too_long', `must be less than ${longest + 1} characters`);
    } else if (value.length < shortest) {
      report(found, at, 'too_short', `must be more than ${shortest - 1} characters`);
    }
  };
}

export function matching(pattern: RegExp, what: string): Check {
  return (value, at, found) => {
    if (typeof value !== 'string' || !pattern.test(value)) {
      report(found, at, 'invalid_value', `must be ${what}`);
    }
  };
}

export function oneOf(...allowed: readonly unknown[]): Check {
  return (value, at, found) => {
    if (allowed.includes(value)) return;
    report(found, at, 'invalid_value', `must be one of ${allowed.map(String).join(', ')}`);
  };
}

export const flag: Check = oneOf(true, false);

export function integer(smallest: number, largest: number): Check {
  return (value, at, found) => {
    const fits =
      typeof value === 'number' && Number.isInteger(value) && value >= smallest && value <= largest;
    if (fits) return;
    report(found, at, 'invalid_value', `must be an integer from ${smallest} to ${largest}`);
  };
}

/** A finite number, above `above` where that is given. */
export function number(above = -Infinity): Check {
  return (value, at, found) => {
    const fits = typeof value === 'number' && Number.isFinite(value) && value > above;
    const what = above === -Infinity ? 'a number' : `a number greater than ${above}`;
    if (!fits) report(found, at, 'invalid_value', `must be ${what}`);
  };
}

export function list(check: Check, fewest: number, most: number): Check {
  return (value, at, found) => {
    if (!Array.isArray(value)) {
      report(found, at, 'wrong_type', 'must be an array');
      return;
    }
    if (value.length > most) {
      report(found, at, 'too_many', `no more than ${most} items allowed`);
    }
    if (value.length < fewest) {
      report(found, at, 'too_few', `no fewer than ${fewest} items required`);
    }
    for (const [index, item] of value.entries()) check(item, `${at}/${index}`, found);
  };
}

/** The fields of an object; a name that ends in `?` may be missing. */
export type Fields = Readonly<Record<string, Check>>;

/** An object with exactly these fields: unknown ones are wrong, `undefined` ones count as missing. */
export function shape(fields: Fields): Check {
  const optional = new Set<string>();
  const checks = new Map<string, Check>();
  for (const [key, check] of Object.entries(fields)) {
    const name = key.replace(/\?$/, '');
    if (name !== key) optional.add(name);
    checks.set(name, check);
  }
  return (value, at, found) => {
    if (!isObject(value)) {
      report(found, at, 'wrong_type', 'must be an object');
      return;
    }
    for (const [name, check] of checks) {
      if (value[name] !== undefined) check(value[name], `${at}/${name}`, found);
      else if (!optional.has(name)) {
        report(found, at, 'missing_field', `missing required field: ${name}`);
      }
    }
    for (const name of Object.keys(value)) {
      if (checks.has(name) || value[name] === undefined) continue;
      report(found, `${at}/${name}`, 'unknown_field', `no such field is allowed here: ${name}`);
    }
  };
}

/** An object whose `type` decides what else it holds; `what` names it in the message. */
export function byType(what: string, types: Readonly<Record<string, Check>>): Check {
  return (value, at, found) => {
    const type = isObject(value) ? value['type'] : undefined;
    const check = typeof type === 'string' && Object.hasOwn(types, type) ? types[type] : undefined;
    if (check !== undefined) check(value, at, found);
    else report(found, at, 'unsupported_type', `unsupported type of ${what}: ${String(type)}`);
  };
}

/** All of these. */
export function all(...checks: readonly Check[]): Check {
  return (value, at, found) => {
    for (const check of checks) check(value, at, found);
  };
}

/** A rule on a whole object: the answer says what is wrong, `undefined` that nothing is. */
export function rule(
  judge: (object: JsonObject) => { field?: string; code?: string; message: string } | undefined,
): Check {
  return (value, at, found) => {
    const wrong = isObject(value) ? judge(value) : undefined;
    if (wrong === undefined) return;
    const pointer = wrong.field === undefined ? at : `${at}/${wrong.field}`;
    report(found, pointer, wrong.code ?? 'invalid_value', wrong.message);
  };
}

/** At least one, or with `exactly` just one, of these fields. */
export function someOf(names: readonly string[], exactly = false): Check {
  return rule((object) => {
    const there = names.filter((name) => object[name] !== undefined).length;
    const fits = exactly ? there === 1 : there > 0;
    const message = `${exactly ? 'exactly one' : 'at least one'} of ${names.join(', ')} is required`;
    return fits ? undefined : { code: 'missing_field', message };
  });
}
