import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

interface Running {
  readonly child: ChildProcess;
  readonly folder: string;
  /** All that was printed so far. */
  said(): string;
  complained(): string;
  firstLine(): Promise<string>;
  /** The exit code. */
  end(): Promise<number | null>;
  /** What the demo itself put where things for a while belong. */
  leftovers(): string[];
}

/** Runs the demo as `npm run demo` does, with a temporary folder of its own and hardly any environment. */
function runDemo(...args: string[]): Running {
  const folder = mkdtempSync(join(tmpdir(), 'demo-cli-'));
  const child = spawn(process.execPath, ['--import', 'tsx', 'sandbox/demo.ts', ...args], {
    cwd: ROOT,
    // A setting of this machine must not reach the demo's bot.
    env: { PATH: process.env['PATH'], TMPDIR: folder, SEAT_MANAGERS: 'nonsense', REMOVALS: 'off' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  let complained = '';
  child.stdout.on('data', (chunk: Buffer) => (said += String(chunk)));
  child.stderr.on('data', (chunk: Buffer) => (complained += String(chunk)));
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await exited;
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    child,
    folder,
    said: () => said,
    complained: () => complained,
    async firstLine() {
      while (!said.includes('\n')) {
        const ended = await Promise.race([once(child.stdout, 'data'), exited]);
        if (!Array.isArray(ended)) throw new Error(`the demo ended: ${complained}`);
      }
      return said.slice(0, said.indexOf('\n'));
    },
    end: () => exited,
    leftovers: () =>
      [folder, '/dev/shm']
        .flatMap((place) => (existsSync(place) ? readdirSync(place) : []))
        .filter((name) => name.startsWith(`seatkeeper-demo-${child.pid}-`)),
  };
}

describe('npm run demo', () => {
  it('prints one line with an address that answers, and Ctrl-C ends it with nothing left', async () => {
    const demo = runDemo('--port', '0');
    const line = await demo.firstLine();
    const [url = ''] = /http:\/\/127\.0\.0\.1:\d+\//.exec(line) ?? [];
    const page = await fetch(url);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<html');
    expect(demo.leftovers()).toHaveLength(1);

    // Under npm one Ctrl-C arrives twice.
    demo.child.kill('SIGINT');
    demo.child.kill('SIGINT');
    expect(await demo.end()).toBe(0);
    expect(demo.leftovers()).toEqual([]);
    expect(demo.said().trimEnd().split('\n')).toHaveLength(1);
    expect(demo.complained()).toBe('');
  }, 40_000);

  it('leaves the memory where it says when asked to keep it', async () => {
    const demo = runDemo('--port', '0', '--keep', '--verbose');
    const [path = ''] = /\S+seatkeeper\.db/.exec(await demo.firstLine()) ?? [];
    demo.child.kill('SIGTERM');
    expect(await demo.end()).toBe(0);
    expect(existsSync(path)).toBe(true);
    expect(demo.complained()).toContain('"event":"round-ended"');
  }, 40_000);

  it('says in one line that its port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    onTestFinished(() => void other.close());
    const address = other.address();
    const port = typeof address === 'object' ? String(address?.port) : '';
    const demo = runDemo('--port', port);
    expect(await demo.end()).toBe(1);
    expect(demo.complained()).toBe(
      'The demo did not start: that port is in use. Choose another with --port N.\n',
    );
    expect(demo.leftovers()).toEqual([]);
  }, 40_000);

  it.each([
    [['--port', 'eighty'], '--port wants a number from 0 to 65535, not "eighty"'],
    [['--fast'], "Unknown option '--fast'"],
  ])('refuses %j in one line', async (args, words) => {
    const demo = runDemo(...args);
    expect(await demo.end()).toBe(1);
    expect(demo.complained()).toContain(words);
    expect(demo.complained().trimEnd().split('\n')).toHaveLength(1);
  });
});
