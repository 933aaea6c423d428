/** The memory's door to exemptions: who is kept, until when, and who decided it. */
import type { Instant, Kept, Organisation, Person, SlackPerson } from '../core/seat.ts';

export interface KeptStore {
  /** Exempts a person, in place of an earlier exemption, with its audit row. */
  keep(
    entry: {
      readonly person: Person;
      readonly until: Instant | undefined;
      readonly reason: string | undefined;
      readonly by: SlackPerson;
      readonly organisation: Organisation | undefined;
    },
    at: Instant,
  ): Promise<Kept>;
  /** Ends an exemption, with its audit row. False if there was none in force. */
  unkeep(person: Person, by: SlackPerson, at: Instant): Promise<boolean>;
  find(personId: number): Promise<Kept | undefined>;
}
