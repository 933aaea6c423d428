/** `npm run demo`: the whole product on this machine, with no account anywhere. */
import { parseArgs } from 'node:util';
import { type Demo, startDemo } from './demo/start.ts';

const USUAL_PORT = 4747;
const USAGE = `npm run demo -- [--port N] [--keep] [--verbose]

  --port N    the port of the page; unless said ${USUAL_PORT}, or any free one
  --keep      leaves the bot's memory on the disk and says where
  --verbose   shows the bot's log lines
`;

interface Wishes {
  readonly port: number | undefined;
  readonly keep: boolean;
  readonly verbose: boolean;
  readonly help: boolean;
}

/** Throws, in a sentence, for what it does not understand. */
function readWishes(args: readonly string[]): Wishes {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string' },
      keep: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { port, ...switches } = values;
  if (port === undefined) return { port, ...switches };
  const isPort = /^\d{1,5}$/.test(port) && Number(port) <= 65_535;
  if (!isPort) throw new Error(`--port wants a number from 0 to 65535, not "${port}".`);
  return { port: Number(port), ...switches };
}

async function start({ port, keep, verbose }: Wishes): Promise<Demo> {
  const options = {
    keep,
    onLog: (line: string) => void (verbose && process.stderr.write(line)),
  };
  try {
    return await startDemo({ ...options, port: port ?? USUAL_PORT });
  } catch (error) {
    // A port that nobody asked for by number is no reason not to start.
    if (port !== undefined || !isTaken(error)) throw error;
    return startDemo(options);
  }
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

function explain(error: unknown): string {
  if (isTaken(error)) {
    return 'The demo did not start: that port is in use. Choose another with --port N.';
  }
  return `The demo did not start: ${error instanceof Error ? error.message : String(error)}`;
}

/** Resolves when somebody wants it to end. Ctrl-C under npm arrives twice, so a second one is no hurry. */
function ended(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => resolve());
    }
  });
}

async function main(): Promise<number> {
  let demo: Demo;
  const end = ended();
  try {
    const wishes = readWishes(process.argv.slice(2));
    if (wishes.help) {
      process.stdout.write(USAGE);
      return 0;
    }
    demo = await start(wishes);
    const kept = wishes.keep ? ` Its memory: ${demo.databasePath}` : '';
    process.stdout.write(
      `Seatkeeper is at work: open ${demo.url} and type /copilot dormant. Ctrl-C ends it.${kept}\n`,
    );
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    return 1;
  }
  await end;
  await demo.stop();
  return 0;
}

process.exitCode = await main();
