import type { IncomingHttpHeaders } from 'node:http';

/** One request, read to its end. */
export interface Call {
  readonly host: 'api' | 'reports';
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** An answer before it goes out. A string body goes out as it is, anything else as JSON. */
export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

const DOCUMENTATION = 'https://docs.github.com/rest';

/** GitHub's shape of an error: https://docs.github.com/en/rest/using-the-rest-api/troubleshooting-the-rest-api */
export function failure(
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return {
    status,
    headers,
    body: { message, documentation_url: DOCUMENTATION, status: String(status) },
  };
}

export function notFound(): Reply {
  return failure(404, 'Not Found');
}

/** GitHub's `Link` header for page-numbered lists, or nothing where one page holds it all. */
export function linkHeader(
  address: string,
  page: number,
  size: number,
  total: number,
): Record<string, string> {
  const last = Math.max(1, Math.ceil(total / size));
  const to = (target: number, relation: string) =>
    `<${address}?per_page=${size}&page=${target}>; rel="${relation}"`;
  const links = [
    ...(page > 1 ? [to(Math.min(page - 1, last), 'prev')] : []),
    ...(page < last ? [to(page + 1, 'next'), to(last, 'last')] : []),
    ...(page > 1 ? [to(1, 'first')] : []),
  ];
  return links.length === 0 ? {} : { link: links.join(', ') };
}

/** `page` and `per_page` as GitHub reads them: nonsense counts as absent, too many as 100. */
export function paging(query: URLSearchParams, usual: number): { page: number; size: number } {
  const page = Number(query.get('page') ?? 1);
  const size = Number(query.get('per_page') ?? usual);
  return {
    page: Number.isInteger(page) && page > 0 ? page : 1,
    size: Number.isInteger(size) && size > 0 ? Math.min(size, 100) : usual,
  };
}
