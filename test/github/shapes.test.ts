import { describe, expect, it } from 'vitest';
import { parseSeat, seatPage, settings } from '../../src/github/shapes.ts';
import { sample } from './support.ts';

const ROW = {
  created_at: '2026-05-12T08:00:00+02:00',
  assignee: { login: 'rhea-osei', id: 7, type: 'User' },
  assigning_team: null,
  pending_cancellation_date: null,
  last_activity_at: '2026-10-01T10:00:00Z',
  last_activity_editor: 'vscode/1.99.0',
  last_authenticated_at: null,
  plan_type: 'business',
};

const HELD = {
  kind: 'held',
  person: { id: 7, login: 'rhea-osei' },
  grantedAt: Date.parse('2026-05-12T06:00:00Z'),
  plan: 'business',
  team: undefined,
  pendingCancellation: undefined,
  lastActivityAt: Date.parse('2026-10-01T10:00:00Z'),
  lastActivityEditor: 'vscode/1.99.0',
  lastSignInAt: undefined,
};

describe('parseSeat', () => {
  it('reads a full row', () => {
    expect(parseSeat(ROW)).toEqual(HELD);
  });

  it('reads a row of which only the required fields are there', () => {
    const { created_at, assignee } = ROW;
    expect(parseSeat({ created_at, assignee })).toEqual({
      ...HELD,
      plan: 'unknown',
      lastActivityAt: undefined,
      lastActivityEditor: undefined,
    });
  });

  it.each([
    ['an unknown plan', { plan_type: 'free' }, { plan: 'unknown' }],
    ['a null plan', { plan_type: null }, { plan: 'unknown' }],
    ['an empty sign of use', { last_activity_at: '' }, { lastActivityAt: undefined }],
    ['year 1', { last_activity_at: '0001-01-01T00:00:00Z' }, { lastActivityAt: undefined }],
    ['1970', { last_activity_at: '1970-01-01T00:00:00Z' }, { lastActivityAt: undefined }],
    ['2014', { last_authenticated_at: '2014-12-31T23:59:59Z' }, { lastSignInAt: undefined }],
    ['an editor of a slash', { last_activity_editor: '/' }, { lastActivityEditor: '/' }],
    ['an editor that is no text', { last_activity_editor: 7 }, { lastActivityEditor: undefined }],
    [
      'a pending day',
      { pending_cancellation_date: '2026-12-01' },
      { pendingCancellation: '2026-12-01' },
    ],
    [
      'a pending timestamp',
      { pending_cancellation_date: '2026-11-30T19:00:00-05:00' },
      { pendingCancellation: '2026-12-01' },
    ],
    ['an id as text', { assignee: { login: 'rhea-osei', id: '7' } }, {}],
    ['fields to come', { some_day: { new: true } }, {}],
  ])('reads %s', (_, change, expected) => {
    expect(parseSeat({ ...ROW, ...change })).toEqual({ ...HELD, ...expected });
  });

  it.each([
    [
      'an organisation’s team',
      {
        id: 1,
        slug: 'the-a-team',
        name: 'The A Team',
        html_url: 'https://github.com/orgs/a/teams/t',
      },
      { slug: 'the-a-team', name: 'The A Team', url: 'https://github.com/orgs/a/teams/t' },
    ],
    [
      'an enterprise team',
      {
        id: 1,
        slug: 'ent:all',
        name: 'All',
        group_id: '62ab',
        html_url: 'https://github.com/enterprises/a/teams/x',
      },
      { slug: 'ent:all', name: 'All', url: 'https://github.com/enterprises/a/teams/x' },
    ],
    ['a team without a page', { slug: 'x', name: 'X' }, { slug: 'x', name: 'X', url: undefined }],
    [
      'a hostile page',
      { slug: 'x', name: 'X', html_url: 'javascript:alert(1)' },
      { slug: 'x', name: 'X', url: undefined },
    ],
    ['a team without a name', { slug: 'x' }, { slug: 'x', name: 'x', url: undefined }],
    ['a team without anything', {}, { slug: 'unknown', name: 'unknown', url: undefined }],
  ])('sees that a seat comes through %s', (_, assigning_team, team) => {
    expect(parseSeat({ ...ROW, assigning_team })).toEqual({ ...HELD, team });
  });

  it.each([
    ['null', { assignee: null }],
    ['absent', { assignee: undefined }],
    ['a team', { assignee: { type: 'Team', id: 3, slug: 't' } }],
  ])('takes a seat whose assignee is %s for nobody’s', (_, change) => {
    const reading = parseSeat({ ...ROW, ...change, pending_cancellation_date: '2026-12-01' });
    expect(reading).toEqual({
      kind: 'nobody',
      grantedAt: HELD.grantedAt,
      plan: 'business',
      pendingCancellation: '2026-12-01',
    });
  });

  it('reads nobody’s seat without readable dates', () => {
    const { seats } = seatPage.parse(JSON.parse(sample('null-assignee.json')));
    expect(seats.map(parseSeat)).toEqual([
      { kind: 'nobody', grantedAt: undefined, plan: 'business', pendingCancellation: undefined },
    ]);
  });

  it.each([
    ['no created_at', { created_at: undefined }],
    ['an unreadable created_at', { created_at: 'soon' }],
    ['a numeric created_at', { created_at: 1_767_430_800 }],
    ['an unreadable sign of use', { last_activity_at: 'yesterday' }],
    ['a numeric sign of use', { last_activity_at: 1_767_430_800 }],
    ['an unreadable cancellation', { pending_cancellation_date: '...' }],
    ['an assignee without id', { assignee: { login: 'x' } }],
    ['an assignee without login', { assignee: { id: 7 } }],
    ['an assignee with an id beyond all numbers', { assignee: { id: 2 ** 60, login: 'x' } }],
    ['an assignee with id 0', { assignee: { id: 0, login: 'x' } }],
    ['a team that is a word', { assigning_team: 'platform' }],
  ])('trusts no row with %s', (_, change) => {
    expect(parseSeat({ ...ROW, ...change })).toBeUndefined();
  });

  it.each([[null], [7], ['seat'], [[]], [undefined]])('trusts no row that is %j', (row) => {
    expect(parseSeat(row)).toBeUndefined();
  });
});

describe('settings', () => {
  it.each([
    ['assign_selected', 'assign_selected'],
    ['assign_all', 'assign_all'],
    ['disabled', 'disabled'],
    ['unconfigured', 'unconfigured'],
    ['assign_some', 'unknown'],
    [undefined, 'unknown'],
  ])('reads the seat management %s', (setting, expected) => {
    expect(settings.parse({ seat_management_setting: setting }).seatManagement).toBe(expected);
  });

  it.each([
    [{ total: 12, pending_cancellation: 5 }, 7],
    [{ total: 12 }, 12],
    [{ total: 2, pending_cancellation: 5 }, undefined],
    [{ total: 'many' }, undefined],
    [undefined, undefined],
  ])('counts of %j as staying %s', (seat_breakdown, staying) => {
    expect(settings.parse({ seat_breakdown }).seatsStaying).toBe(staying);
  });
});
