/** The words that columns may hold. */

export const PLANS = ['business', 'enterprise', 'unknown'] as const;

export const SEAT_MANAGEMENTS = [
  'assign_selected',
  'assign_all',
  'disabled',
  'unconfigured',
  'unknown',
] as const;

/** Something was sent or is about to be, and GitHub has not been read back. */
export const UNDER_WAY = ['claimed', 'sent', 'undo-sent'] as const;

/** Stands in the way of another removal of the same grant. */
export const LIVE = [...UNDER_WAY, 'removed'] as const;

/** Over, so that the person who clicked can be told. */
export const ENDED = ['removed', 'refused', 'failed', 'rehearsed', 'undone'] as const;

export const REMOVAL_STATES = [...UNDER_WAY, ...ENDED] as const;

export const AUDIT_ACTIONS = [
  'removal-refused',
  'removal-claimed',
  'removal-ended',
  'undo-refused',
  'undo-claimed',
  'undo-ended',
  'kept',
  'unkept',
  'refresh-asked',
  'link-requested',
  'link-decided',
  'link-ended',
  'colleague-told',
  'seats-exported',
  'digest-changed',
  'digest-refused',
  'person-erased',
] as const;

export const REPORT_OUTCOMES = ['read', 'no-report', 'failed'] as const;

export const DIGEST_NAMES = ['auto', 'yes', 'no'] as const;

/** Why a digest is paused: somebody's wish, or what is wrong with its channel. */
export const PAUSE_REASONS = [
  'by-hand',
  'archived',
  'not-in-channel',
  'no-channel',
  'restricted',
  'shared',
] as const;

export const OPEN_SLOTS = ['claimed', 'sending'] as const;

export const SLOT_STATES = [...OPEN_SLOTS, 'posted', 'unknown', 'skipped'] as const;
