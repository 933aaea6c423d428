/**
 * Counts people in usage reports. Every person is in one slice only, so the slices' counts of different
 * people add up, and nothing else has its turn held up for longer than a slice takes.
 */
import { sql } from 'drizzle-orm';
import type { Day } from '../core/seat.ts';
import type { UsageSums, WayKind, WayOfUse } from '../core/usage.ts';
import { breathe, type Db } from './connection.ts';
import { activity, people, waysOfUse } from './schema.ts';
import { endOfDay } from './time.ts';

const PEOPLE_PER_SLICE = 500;

interface Span {
  readonly organisationIds: readonly number[];
  readonly firstDay: Day;
  readonly lastDay: Day;
}

export async function countPeople(db: Db, span: Span): Promise<UsageSums> {
  const days = new Map<Day, number>();
  const ways = new Map<string, WayOfUse & { people: number }>();
  let total = 0;
  let after = 0;
  for (;;) {
    const { end } = db.get<{ end: number | null }>(
      sql`select max(id) as "end" from (select id from ${people} where id > ${after} order by id limit ${PEOPLE_PER_SLICE})`,
    );
    if (end === null) break;
    const slice = { after, end, ...span };
    total += countUsers(db, slice);
    for (const row of countDays(db, slice)) {
      days.set(row.day, (days.get(row.day) ?? 0) + row.people);
    }
    for (const row of countWays(db, slice)) {
      const key = `${row.kind} ${row.name}`;
      ways.set(key, { ...row, people: (ways.get(key)?.people ?? 0) + row.people });
    }
    after = end;
    await breathe();
  }
  return {
    people: total,
    days: [...days].map(([day, count]) => ({ day, people: count })),
    ways: [...ways.values()],
  };
}

interface Slice extends Span {
  readonly after: number;
  readonly end: number;
}

/** The joins are crossed to keep their order: a look for each person instead of one at every day on record. */
function daysOfUse({ after, end, organisationIds, firstDay, lastDay }: Slice) {
  const from = Date.parse(`${firstDay}T00:00:00Z`);
  return sql`${people} p cross join ${activity} a on a.person_id = p.id
    and a.at between ${from} and ${endOfDay(lastDay)} and a.source = 'usage-report'
    and a.organisation_id in (select value from json_each(${JSON.stringify(organisationIds)}))
    where p.id > ${after} and p.id <= ${end}`;
}

function countUsers(db: Db, slice: Slice): number {
  const found = db.get<{ people: number }>(
    sql`select count(distinct p.id) as people from ${daysOfUse(slice)}`,
  );
  return found.people;
}

function countDays(db: Db, slice: Slice): { day: Day; people: number }[] {
  return db.all(
    sql`select a.day, count(distinct p.id) as people from ${daysOfUse(slice)} group by a.day`,
  );
}

function countWays(
  db: Db,
  { after, end, organisationIds, firstDay }: Slice,
): { kind: WayKind; name: string; people: number }[] {
  return db.all(sql`
    select w.kind, w.name, count(distinct w.person_id) as people from ${waysOfUse} w
    where w.person_id > ${after} and w.person_id <= ${end} and w.last_day >= ${firstDay}
      and w.organisation_id in (select value from json_each(${JSON.stringify(organisationIds)}))
    group by w.kind, w.name`);
}
