/** The memory's door to mere numbers. Part of `store.ts`. */

/** A point in the life of the file, to count from. */
interface TallyMark {
  readonly readId: number;
  readonly auditSeq: number;
}

export interface Tallies {
  /** Seats known to be held now, by organisation; nobody's too. */
  readonly seats: ReadonlyMap<number, number>;
  /** Reads that ended since the mark, by outcome or kind of failure. */
  readonly reads: ReadonlyMap<string, number>;
  /** Removals and undos that ended since the mark, by outcome; `not-removed` where none was decided. */
  readonly removals: ReadonlyMap<string, number>;
}

export interface TallyStore {
  mark(): Promise<TallyMark>;
  since(mark: TallyMark): Promise<Tallies>;
}
