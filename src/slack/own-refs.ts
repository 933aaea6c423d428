/** What the buttons of one's own seat and of link requests carry. Nothing carried is trusted. */
import type { Instant } from '../core/seat.ts';

export const OWN_ACTION = {
  /** Carries a seat (`formatSeatRef`). */
  release: 'release-seat',
  stillNeeded: 'still-needed',
  /** Carries a removal (`formatUndoRef`). */
  takeBack: 'take-seat-back',
  ownData: 'own-data',
  /** Carries a page of the own seats (`formatPage`). */
  page: 'own-page',
  /** On Home: the answer to `me`, as a direct message. */
  me: 'own-me',
  approveLink: 'link-approve',
  refuseLink: 'link-refuse',
} as const;

/** The very request that a button speaks of: a later one by the same person is another. */
export interface LinkRef {
  readonly teamId: string;
  readonly userId: string;
  readonly personId: number;
  readonly askedAt: Instant;
}

export function formatLinkRef({ teamId, userId, personId, askedAt }: LinkRef): string {
  return ['q', teamId, userId, personId, askedAt].join('.');
}

const LINK =
  /^q\.(T[A-Z0-9]{1,30}|E[A-Z0-9]{1,30})\.([UW][A-Z0-9]{1,30})\.([1-9]\d{0,14})\.(\d{1,15})$/;

export function parseLinkRef(text: string): LinkRef | undefined {
  const match = LINK.exec(text);
  if (match === null) return undefined;
  const [, teamId = '', userId = '', personId, askedAt] = match;
  return { teamId, userId, personId: Number(personId), askedAt: Number(askedAt) };
}

/** Where in the list of requests a request stands: the id of the block with its buttons. */
export interface RequestPlace {
  /** Both from 0. */
  readonly page: number;
  readonly index: number;
}

export function formatRequestPlace({ page, index }: RequestPlace): string {
  return `request.${page}.${index}`;
}

export function parseRequestPlace(blockId: string): RequestPlace | undefined {
  const match = /^request\.(\d{1,6})\.(\d{1,2})$/.exec(blockId);
  return match === null ? undefined : { page: Number(match[1]), index: Number(match[2]) };
}
