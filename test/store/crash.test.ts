import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/database.ts';
import { nodeArguments } from '../support/built.ts';
import { aFolder } from './memory.ts';

const KILLS = 10;
const SEATS_PER_SLICE = 20;

/** Lets a child merge slices and kills it after about so many; answers with what it acknowledged. */
async function writeAndDie(path: string, slices: number): Promise<number[]> {
  const child = spawn(process.execPath, nodeArguments('test/store/child.ts', 'write', path), {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    if (output.split('\n').length > slices) child.kill('SIGKILL');
  });
  await once(child, 'close');
  return output.split('\n').slice(0, -1).map(Number);
}

describe('a process killed while it merges', () => {
  it('loses nothing it acknowledged, and leaves nothing half merged', async () => {
    const path = join(aFolder(), 'seatkeeper.db');
    const acknowledged = new Set<number>();
    for (let kill = 0; kill < KILLS; kill += 1) {
      const slices = await writeAndDie(path, 3 + ((kill * 7) % 11));
      expect(slices.every(Number.isInteger)).toBe(true);
      for (const slice of slices) acknowledged.add(slice);
    }
    expect(acknowledged.size).toBeGreaterThanOrEqual(KILLS * 3);

    const store = await openStore(path);
    const perSlice = new Map<number, number>();
    for (const seat of await store.seats.list()) {
      if (seat.kind === 'nobody') continue;
      const slice = Math.floor((seat.person.id - 1) / SEATS_PER_SLICE);
      expect(seat.lastUse?.at).toBe(1_700_000_000_000 + slice);
      perSlice.set(slice, (perSlice.get(slice) ?? 0) + 1);
    }
    await store.close();
    for (const slice of acknowledged) expect(perSlice.get(slice)).toBe(SEATS_PER_SLICE);
    expect(new Set(perSlice.values())).toEqual(new Set([SEATS_PER_SLICE]));

    const look = new Database(path, { readonly: true });
    expect(look.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(look.pragma('foreign_key_check')).toEqual([]);
    look.close();
  }, 120_000);
});
