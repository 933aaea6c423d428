/**
 * Comma-separated values (RFC 4180) that spreadsheets open as text: with a byte-order mark, so that Excel
 * takes it for UTF-8, and without anything that a spreadsheet would run.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */

const BYTE_ORDER_MARK = '\uFEFF';

/**
 * Formats rows that come in parts, so that whoever writes a long file can pause in between. Line breaks
 * are CRLF, after the last row too.
 */
export async function formatCsv(
  parts: Iterable<readonly (readonly string[])[]>,
  pause: () => Promise<unknown>,
): Promise<string> {
  const written = [BYTE_ORDER_MARK];
  for (const part of parts) {
    written.push(formatRows(part));
    await pause();
  }
  return written.join('');
}

function formatRows(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(formatCell).join(',')}\r\n`).join('');
}

function formatCell(cell: string): string {
  const harmless = neutralise(cell);
  return /[",\r\n]|^\s|\s$/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** Puts an apostrophe before what a spreadsheet would take for a formula. */
export function neutralise(cell: string): string {
  return /^[=+\-@\t\r\n＝＋－＠]/.test(cell) ? `'${cell}` : cell;
}
