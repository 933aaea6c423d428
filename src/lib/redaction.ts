/**
 * Takes secrets out of what is about to be written, by what they are and not by where they stand:
 * a path list misses message strings, addresses inside errors and anything nested deeper.
 */

export interface Redactor {
  text(text: string): string;
  /** Every string, key and named secret of a plain JSON value. */
  value(value: unknown): unknown;
}

const REDACTED = '[redacted]';

const PATTERNS: readonly RegExp[] = [
  // Slack: https://docs.slack.dev/authentication/tokens
  /\bxox[a-z](?:\.xox[a-z])?-[\w-]+/g,
  /\bxapp-[\w-]+/g,
  // GitHub: https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
  /\bgh[oprsu]_[\w.-]+/g,
  /\bgithub_pat_\w+/g,
  /-----BEGIN [^-]*-----(?:[^-]*-----END [^-]*-----|[A-Za-z0-9+/=\\\s]*)/g,
  /\beyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)?/g,
  /\bhttps?:\/\/hooks\.slack(?:-gov)?\.com\/[^\s"'<>]*/g,
  // trigger_id: lets its holder open a dialog for a person.
  /\b\d{9,}\.\d{6,}\.[0-9a-f]{16,}\b/g,
];

/** Signed links: the value goes, the name stays. */
const QUERY_VALUE =
  /\b((?:access_|refresh_)?token|sig|ticket|client_secret|X-Amz-(?:Signature|Credential|Security-Token))=[^&\s"'<>#]+/gi;
const HEADER_VALUE = /\b(bearer|basic)\s+[\w.~+/=-]{20,}/gi;

const SECRET_KEYS =
  /^(?:authorization|cookie|set-cookie|token|bot_?token|app_?token|access_?token|private_?key|signing_?secret|client_secret|trigger_id|response_urls?|x-slack-signature)$/i;

const MAX_DEPTH = 12;
/** A shorter secret would take harmless words out everywhere. */
const MIN_SECRET = 6;

export function createRedactor(secrets: readonly string[]): Redactor {
  const forms = [...new Set(secrets.flatMap(formsOf))].toSorted((a, b) => b.length - a.length);
  const literal = forms.length === 0 ? undefined : new RegExp(forms.map(escape).join('|'), 'g');

  function text(original: string): string {
    let clean = literal === undefined ? original : original.replaceAll(literal, REDACTED);
    for (const pattern of PATTERNS) clean = clean.replaceAll(pattern, REDACTED);
    return clean
      .replaceAll(QUERY_VALUE, `$1=${REDACTED}`)
      .replaceAll(HEADER_VALUE, `$1 ${REDACTED}`);
  }

  function value(original: unknown, depth = 0): unknown {
    if (typeof original === 'string') return text(original);
    if (typeof original !== 'object' || original === null) return original;
    if (depth >= MAX_DEPTH) return REDACTED;
    if (Array.isArray(original)) return original.map((item) => value(item, depth + 1));
    return Object.fromEntries(
      Object.entries(original).map(([key, item]) => [
        text(key),
        SECRET_KEYS.test(key) ? REDACTED : value(item, depth + 1),
      ]),
    );
  }

  return { text, value: (original) => value(original) };
}

/** The secret as it may turn up: inside JSON (once or twice over), a URL, base64, or line by line. */
function formsOf(secret: string): string[] {
  const lines = secret.split('\n').filter((line) => !line.startsWith('-----'));
  const base64 = Buffer.from(secret).toString('base64');
  const inJson = JSON.stringify(secret).slice(1, -1);
  return [
    secret,
    inJson,
    JSON.stringify(inJson).slice(1, -1),
    encodeURIComponent(secret),
    base64.replace(/=+$/, ''),
    Buffer.from(secret).toString('base64url'),
    ...(lines.length > 1 ? lines : []),
  ].filter((form) => form.length >= MIN_SECRET);
}

function escape(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
