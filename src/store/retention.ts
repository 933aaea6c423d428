/** Forgets what is older than the retention allows, a little at a time. */
import { type SQL, sql } from 'drizzle-orm';
import type { Instant } from '../core/seat.ts';
import { breathe, type Db, inTransaction } from './connection.ts';
import {
  activity,
  audit,
  auditDetails,
  digestDormant,
  digestRows,
  digestSlots,
  digestTellings,
  figures,
  grants,
  keptPeople,
  links,
  logins,
  people,
  reads,
  removalEvidence,
  removals,
  signIns,
  type waysOfUse,
} from './schema.ts';
import { utcDayOf } from './time.ts';

const ROWS_PER_CHUNK = 1000;

/**
 * The latest sign of somebody with a seat stays however old it is: without it "stopped long ago" would
 * turn into "never used". Decisions stay too, but their names, reasons and evidence go.
 */
export async function forgetOlderThan(db: Db, before: Instant): Promise<void> {
  await forgetSigns(db, activity, before);
  await forgetSigns(db, signIns, before);
  await forgetWhere(db, grants, sql`ended_at < ${before}`);
  await forgetWhere(
    db,
    reads,
    sql`ended_at < ${before} and id not in (select last_good_read_id from organisation where last_good_read_id is not null)`,
  );
  await forgetWhere(db, keptPeople, sql`until < ${before}`);
  await forgetWhere(
    db,
    removalEvidence,
    sql`removal_id in (select id from ${removals} where claimed_at < ${before} and state not in ('claimed', 'sent', 'undo-sent'))`,
  );
  db.update(removals)
    .set({ detail: null, undoDetail: null })
    .where(
      sql`claimed_at < ${before} and state not in ('claimed', 'sent', 'undo-sent') and (detail is not null or undo_detail is not null)`,
    )
    .run();
  await forgetWhere(db, auditDetails, sql`seq in (select seq from ${audit} where at < ${before})`);
  await forgetDigests(db, before);
  await forgetPeople(db, before);
}

/** Digests that are over, what they showed, and the history in figures. */
async function forgetDigests(db: Db, before: Instant): Promise<void> {
  const old = sql`select id from ${digestSlots} where due_at < ${before} and state not in ('claimed', 'sending')`;
  await forgetWhere(db, digestRows, sql`slot_id in (${old})`);
  await forgetWhere(db, digestDormant, sql`slot_id in (${old})`);
  await forgetWhere(db, digestTellings, sql`slot_id in (${old})`);
  await forgetWhere(db, digestSlots, sql`id in (${old})`);
  await forgetWhere(db, figures, sql`day < ${utcDayOf(before)}`);
}

type SignTable = typeof activity | typeof signIns;

/**
 * Walks by (at, id), because the rows that stay would otherwise be looked at again for every chunk.
 */
async function forgetSigns(db: Db, table: SignTable, before: Instant): Promise<void> {
  let last = { at: Number.MIN_SAFE_INTEGER, id: 0 };
  for (;;) {
    const rows = db.all<{ id: number; at: number; stays: 0 | 1 }>(sql`
      select t.id, t.at,
        exists (select 1 from seat_grant g where g.person_id = t.person_id and g.ended_at is null)
          and not exists (select 1 from ${table} n where n.person_id = t.person_id and n.at > t.at)
          as stays
      from ${table} t
      where (t.at, t.id) > (${last.at}, ${last.id}) and t.at < ${before}
      order by t.at, t.id limit ${ROWS_PER_CHUNK}`);
    const gone = rows.filter((row) => row.stays === 0).map((row) => row.id);
    if (gone.length > 0) {
      inTransaction(db, () =>
        db.run(
          sql`delete from ${table} where id in (select value from json_each(${JSON.stringify(gone)}))`,
        ),
      );
    }
    const end = rows.at(-1);
    if (end === undefined) return;
    last = end;
    await breathe();
  }
}

type ForgettableTable =
  | typeof logins
  | typeof grants
  | typeof reads
  | typeof keptPeople
  | typeof removalEvidence
  | typeof auditDetails
  | typeof digestRows
  | typeof digestDormant
  | typeof digestSlots
  | typeof digestTellings
  | typeof figures
  | typeof waysOfUse;

/** Deletes what fits, a little at a time. */
export async function forgetWhere(db: Db, table: ForgettableTable, where: SQL): Promise<void> {
  for (;;) {
    const { changes } = db.run(
      sql`delete from ${table} where rowid in (select rowid from ${table} where ${where} limit ${ROWS_PER_CHUNK})`,
    );
    if (changes < ROWS_PER_CHUNK) return;
    await breathe();
  }
}

/** Logins given up long ago, and people of whom nothing else is left. */
async function forgetPeople(db: Db, before: Instant): Promise<void> {
  await forgetWhere(db, logins, sql`replaced_at < ${before}`);
  let after = 0;
  for (;;) {
    const rows = db.all<{ id: number; forgotten: 0 | 1 }>(sql`
      select p.id, p.login_since < ${before}
          and not exists (select 1 from ${grants} where person_id = p.id)
          and not exists (select 1 from ${activity} where person_id = p.id)
          and not exists (select 1 from ${signIns} where person_id = p.id)
          and not exists (select 1 from ${keptPeople} where person_id = p.id)
          as forgotten
      from ${people} p where p.id > ${after} order by p.id limit ${ROWS_PER_CHUNK}`);
    const gone = JSON.stringify(rows.filter((row) => row.forgotten === 1).map((row) => row.id));
    inTransaction(db, () => {
      db.run(sql`delete from ${links} where person_id in (select value from json_each(${gone}))`);
      db.run(sql`delete from ${logins} where person_id in (select value from json_each(${gone}))`);
      db.run(sql`delete from ${people} where id in (select value from json_each(${gone}))`);
    });
    const end = rows.at(-1);
    if (end === undefined) return;
    after = end.id;
    await breathe();
  }
}
