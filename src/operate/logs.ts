/**
 * The log: one JSON line per event on standard output, without secrets. Events are named by fixed
 * texts; people's names are the business of debug alone.
 */
import { LogLevel, type Logger as SlackLogger } from '@slack/web-api';
import { type Logger, pino, stdTimeFunctions } from 'pino';
import { createRedactor } from '../lib/redaction.ts';

export type { Logger } from 'pino';

export interface LogOptions {
  readonly level: string;
  /** Values that must never be written, whatever they stand in. */
  readonly secrets: readonly string[];
  /** Takes one line with its line end; standard output unless given. */
  readonly write?: (line: string) => void;
}

export function createLog({ level, secrets, write = writeToStdout }: LogOptions): Logger {
  const redactor = createRedactor(secrets);
  return pino(
    {
      level,
      base: null,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }), log: withPlainErrors },
      // pino's own serializer would copy every field of an error, requests and headers included.
      serializers: { err: (made: unknown) => made },
    },
    { write: (line: string) => write(redactLine(line, redactor)) },
  );
}

function redactLine(line: string, redactor: ReturnType<typeof createRedactor>): string {
  try {
    // Whole strings are judged, not JSON source, so that the line stays JSON whatever is cut out.
    return `${JSON.stringify(redactor.value(JSON.parse(line)))}\n`;
  } catch {
    return redactor.text(line);
  }
}

/** A reader that went away (EPIPE) or a full disk must not end the process that removes seats. */
function writeToStdout(line: string): void {
  if (!process.stdout.listeners('error').includes(ignore)) process.stdout.on('error', ignore);
  process.stdout.write(line);
}

function ignore(): void {}

function withPlainErrors(event: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(event).map(([key, value]) => [key, plain(value)]));
}

function plain(value: unknown): unknown {
  if (value instanceof Error) return plainError(value);
  return Array.isArray(value) ? value.map(plain) : value;
}

const MAX_CAUSES = 5;

interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly code?: string | number;
  readonly cause?: PlainError | string;
}

/** Name, message, stack, code and the chain of causes; nothing else an error may carry along. */
export function plainError(error: Error, depth = 0): PlainError {
  const { name, message, stack, cause } = error;
  const code = 'code' in error ? error.code : undefined;
  const hasCause = depth < MAX_CAUSES && cause !== undefined && cause !== null;
  return {
    name,
    message,
    stack,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(hasCause
      ? { cause: cause instanceof Error ? plainError(cause, depth + 1) : 'not an error' }
      : {}),
  };
}

/** What the SDK warns of and mends by itself; a warning nobody can act on hides the others. */
const CHATTER = [
  /^A (?:pong|ping) wasn't received from the server/,
  /^Peer did not complete the close handshake/,
  /^http request failed/,
];

/**
 * Adapts our log to the SDK's. Its debug is dropped whatever our level, because it prints whole
 * envelopes (response URLs, trigger ids); its info becomes debug; objects are left out except errors.
 */
export function asSlackLogger(log: Logger): SlackLogger {
  function write(level: 'debug' | 'info' | 'warn' | 'error', parts: readonly unknown[]): void {
    const words = parts.filter((part) => typeof part === 'string' || typeof part === 'number');
    const err = parts.find((part) => part instanceof Error);
    const text = words.join(' ') || err?.message || 'Slack SDK';
    log[level]({ from: 'slack', ...(err === undefined ? {} : { err }) }, text);
  }
  return {
    debug() {},
    info: (...parts) => write('debug', parts),
    warn: (...parts) => write(isChatter(parts[0]) ? 'debug' : 'warn', parts),
    error: (...parts) => write('error', parts),
    // The SDK asks whether debug is worth preparing; it never is.
    getLevel: () => LogLevel.INFO,
    setLevel() {},
    setName() {},
  };
}

function isChatter(text: unknown): boolean {
  return typeof text === 'string' && CHATTER.some((pattern) => pattern.test(text));
}
