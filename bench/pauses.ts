/** How long something takes, and for how long it keeps everything else waiting. */

export type Report = (what: string, figure: string) => void;

/** The longest time between two turns of the event loop while something is done. */
export async function watched(
  work: () => Promise<unknown>,
): Promise<{ ms: number; pauseMs: number }> {
  let pauseMs = 0;
  let watching = true;
  let last = performance.now();
  function turn(): void {
    const at = performance.now();
    pauseMs = Math.max(pauseMs, at - last);
    last = at;
    if (watching) setImmediate(turn);
  }
  setImmediate(turn);
  await new Promise((resolve) => setImmediate(resolve));
  const started = performance.now();
  await work();
  const ms = performance.now() - started;
  await new Promise((resolve) => setImmediate(resolve));
  watching = false;
  return { ms, pauseMs };
}

export function inWords({
  ms,
  pauseMs,
}: {
  readonly ms: number;
  readonly pauseMs: number;
}): string {
  return `${ms.toFixed(0)} ms, longest pause ${pauseMs.toFixed(0)} ms`;
}
