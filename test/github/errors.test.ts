import { describe, expect, it } from 'vitest';
import type { FailureKind } from '../../src/core/trust.ts';
import { cleanWords, readPermission, readRequestId, sortAnswer } from '../../src/github/errors.ts';
import type { Answer } from '../../src/github/request.ts';

function answer(status: number, message?: string, headers: Record<string, string> = {}): Answer {
  const text = message === undefined ? '' : JSON.stringify({ message });
  return { status, headers: new Headers(headers), text };
}

describe('sortAnswer', () => {
  it.each<[string, Answer, FailureKind]>([
    ['bad credentials', answer(401, 'Bad credentials'), 'credentials'],
    ['a missing permission', answer(403, 'Resource not accessible by integration'), 'permission'],
    ['a policy', answer(403, 'Copilot usage metrics policy is not enabled.'), 'permission'],
    [
      'single sign-on',
      answer(403, 'Resource protected by organization SAML enforcement.'),
      'permission',
    ],
    ['a suspension', answer(403, 'This installation has been suspended'), 'suspended'],
    ['a primary limit', answer(403, 'API rate limit exceeded for installation ID 1.'), 'limit'],
    ['a secondary limit', answer(403, 'You have exceeded a secondary rate limit.'), 'limit'],
    ['not found', answer(404, 'Not Found'), 'gone'],
    ['Copilot off', answer(422, 'Copilot is not enabled'), 'not-enabled'],
    ['a request that took GitHub too long', answer(408), 'outage'],
    ['a server error', answer(500, 'Server Error'), 'outage'],
    ['a gateway that gave up', answer(504), 'outage'],
    ['a conflict', answer(409), 'unreadable'],
    ['nothing', answer(204), 'unreadable'],
  ])('sorts %s as %3$s', (_, given, kind) => {
    expect(sortAnswer(given, { needs: 'Members' }).failure.kind).toBe(kind);
  });

  it('names the permission that GitHub names', () => {
    const headers = { 'x-accepted-github-permissions': 'organization_copilot_metrics=read' };
    const given = answer(403, 'Resource not accessible by integration', headers);
    const { failure } = sortAnswer(given, { needs: 'Members' });
    expect(failure.permission).toBe('Organization Copilot metrics');
    expect(failure.detail).toContain('“Organization Copilot metrics”');
  });

  it('names the permission that the question needs where GitHub names none', () => {
    const given = answer(403, 'Resource not accessible by integration');
    expect(sortAnswer(given, { needs: 'Members' }).failure.permission).toBe('Members');
  });

  it('carries the status and GitHub’s id of the request', () => {
    const given = answer(500, 'x', { 'x-github-request-id': '9C1A:3F2B:11' });
    expect(sortAnswer(given, { needs: 'x' })).toMatchObject({
      status: 500,
      requestId: '9C1A:3F2B:11',
    });
    expect(readRequestId(answer(500, 'x', { 'x-github-request-id': '<b>' }))).toBeUndefined();
  });
});

describe('readPermission', () => {
  it.each([
    ['organization_copilot_seat_management=read', 'GitHub Copilot Business'],
    [
      'organization_administration=read; organization_copilot_seat_management=read',
      'GitHub Copilot Business',
    ],
    ['members=read,organization_copilot_metrics=read', 'Organization Copilot metrics'],
    ['enterprise_copilot_metrics=read', 'Enterprise Copilot metrics'],
    ['organization_administration=write', 'Administration'],
    ['organization_secrets=read', 'Organization secrets'],
    ['', undefined],
    ['<script>', undefined],
  ])('reads %j as %s', (header, name) => {
    expect(readPermission(header)).toBe(name);
  });
});

describe('cleanWords', () => {
  it.each([
    ['two\nlines\u202Eand\tmore.', 'two lines and more'],
    ['token ghs_abcDEF123 was refused', 'token … was refused'],
    [
      'see https://reports.example/a.json?sig=secret&se=1 now',
      'see https://reports.example/a.json now',
    ],
    ['jwt eyJhbGciOi.eyJpc3Mi.c2ln', 'jwt …'],
    ['  ', undefined],
  ])('makes %j fit to be shown', (said, shown) => {
    expect(cleanWords(said)).toBe(shown);
  });

  it('shows no more than a few lines', () => {
    expect(cleanWords('x'.repeat(5000))).toHaveLength(300);
  });
});
