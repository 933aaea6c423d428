import { describe, expect, it, onTestFinished } from 'vitest';
import { createLongLived, createStop, StopError } from '../../src/lib/stopping.ts';

describe('a stop', () => {
  it('fires at once for what only waits, and after the grace for what has been sent', async () => {
    const stop = createStop(50);
    expect([stop.begun.aborted, stop.over.aborted]).toEqual([false, false]);
    const over = new Promise((resolve) => stop.over.addEventListener('abort', resolve));
    const startedMs = performance.now();
    stop.begin();
    stop.begin();
    expect([stop.begun.aborted, stop.over.aborted]).toEqual([true, false]);
    await over;
    expect(performance.now() - startedMs).toBeGreaterThan(45);
    expect(stop.begun.reason).toBeInstanceOf(StopError);
    expect(stop.over.reason).toBeInstanceOf(StopError);
  });

  it('begins when somebody else asks for it, also before it was made', () => {
    const asking = new AbortController();
    const stop = createStop(50, asking.signal);
    asking.abort();
    expect(stop.begun.aborted).toBe(true);
    expect(createStop(50, asking.signal).begun.aborted).toBe(true);
  });

  it('waits for a part that ends, and passes its failure on', async () => {
    const stop = createStop(50);
    stop.begin();
    expect(await stop.waitFor(Promise.resolve())).toBe(true);
    await expect(stop.waitFor(Promise.reject(new Error('no')))).rejects.toThrow('no');
  });
});

describe('a long-lived signal', () => {
  it('is listened to by many without a complaint on standard error', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => warnings.push(warning);
    process.on('warning', note);
    onTestFinished(() => void process.off('warning', note));
    const { signal } = createLongLived();
    for (let count = 0; count < 50; count += 1) signal.addEventListener('abort', () => undefined);
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(warnings).toEqual([]);
  });
});
