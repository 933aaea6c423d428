/**
 * Comma-separated values (RFC 4180) that spreadsheets open as text: with a byte-order mark, so that Excel
 * takes it for UTF-8, and without anything that a spreadsheet would run.
 * https://owasp.org/www-community/attacks/CSV_Injection
 */

const BYTE_ORDER_MARK = '\uFEFF';

/** Formats rows; line breaks are CRLF, after the last row too. */
export function formatCsv(rows: readonly (readonly string[])[]): string {
  return BYTE_ORDER_MARK + rows.map((row) => `${row.map(formatCell).join(',')}\r\n`).join('');
}

function formatCell(cell: string): string {
  const harmless = neutralise(cell);
  return /[",\r\n]|^\s|\s$/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** Puts an apostrophe before what a spreadsheet would take for a formula. */
export function neutralise(cell: string): string {
  return /^[=+\-@\t\r\n＝＋－＠]/.test(cell) ? `'${cell}` : cell;
}
