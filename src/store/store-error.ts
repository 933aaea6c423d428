/** Why the memory cannot be opened, in a sentence for whoever runs Seatkeeper. */
export type StoreErrorKind =
  /** Another process, or another part of this one, has it open. */
  | 'locked'
  | 'damaged'
  /** Something, but not a memory of ours. */
  | 'foreign'
  /** Written by a newer Seatkeeper. */
  | 'newer'
  | 'empty'
  | 'unwritable'
  /** A migration failed and was taken back. */
  | 'migration';

/** The message says what happened, what became of the file and what to do. */
export class StoreError extends Error {
  readonly kind: StoreErrorKind;

  constructor(kind: StoreErrorKind, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'StoreError';
    this.kind = kind;
  }
}
