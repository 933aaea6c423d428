/**
 * Reads settings from an environment: cleaned, each with its own schema, secrets also from files.
 * Collects every problem instead of stopping at the first. No problem ever holds a value.
 */
import type { ZodType } from 'zod';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface SettingProblem {
  readonly name: string;
  /** What is wrong and how to mend it, to be read after the name. */
  readonly text: string;
}

export interface SettingsReader<Name extends string> {
  /** The setting as text; undefined when it is not set or empty. */
  text(name: Name): string | undefined;
  /** As `text`, but `NAME_FILE` may name a file that holds it. */
  secret(name: Name): string | undefined;
  /** The contents of the file that a setting names. */
  contents(name: Name, path: string): string | undefined;
  /** Checks a text; undefined when there is none, or when it is wrong, which is then a problem. */
  check<T>(name: Name, text: string | undefined, schema: ZodType<T, string>): T | undefined;
  /** `text` and `check` in one; `fallback` also where it is wrong, as nobody gets to see it then. */
  value<T, const F>(name: Name, schema: ZodType<T, string>, fallback: F): T | F;
  /** Notes a problem. The first of a setting stands; later ones are its consequences. */
  note(name: Name, text: string): void;
  problems(): SettingProblem[];
}

export function createSettingsReader<Name extends string>(
  env: Environment,
  readFile: (path: string) => string,
): SettingsReader<Name> {
  const found = new Map<string, SettingProblem>();

  function noteAs(name: Name, shownName: string, text: string): void {
    if (!found.has(name)) found.set(name, { name: shownName, text });
  }

  function readNamedFile(name: Name, shownName: string, path: string): string | undefined {
    try {
      const contents = clean(readFile(path));
      if (contents !== undefined) return contents;
      noteAs(name, shownName, 'names a file that is empty. Put the secret into that file.');
    } catch (error) {
      noteAs(
        name,
        shownName,
        `names a file that cannot be read (${errorCode(error)}). Check that it exists and that Seatkeeper may read it.`,
      );
    }
    return undefined;
  }

  function check<T>(
    name: Name,
    text: string | undefined,
    schema: ZodType<T, string>,
  ): T | undefined {
    if (text === undefined) return undefined;
    const checked = schema.safeParse(text);
    if (checked.success) return checked.data;
    noteAs(name, name, checked.error.issues[0]?.message ?? 'is not valid.');
    return undefined;
  }

  return {
    text: (name) => clean(env[name]),
    secret(name) {
      const direct = clean(env[name]);
      const fileName = `${name}_FILE`;
      const path = clean(env[fileName]);
      if (path === undefined) return direct;
      if (direct === undefined) return readNamedFile(name, fileName, path);
      noteAs(name, name, `and ${fileName} are both set. Keep one of the two.`);
      return undefined;
    },
    contents: (name, path) => readNamedFile(name, name, path),
    check,
    value: (name, schema, fallback) => check(name, clean(env[name]), schema) ?? fallback,
    note: (name, text) => noteAs(name, name, text),
    problems: () => [...found.values()],
  };
}

/** Without space and without one pair of quotes around it, which `docker run --env-file` leaves in. */
function clean(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const trimmed = text.trim();
  const unquoted = /^(["'])(.*)\1$/s.exec(trimmed)?.[2]?.trim() ?? trimmed;
  return unquoted === '' ? undefined : unquoted;
}

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'unreadable';
}
