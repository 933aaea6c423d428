/** What has just changed in the local Slack; the state itself is read from where it lives. */
export type Change =
  | { kind: 'message posted' | 'message edited' | 'message deleted'; channel: string; ts: string }
  | {
      kind: 'ephemeral posted' | 'ephemeral edited' | 'ephemeral deleted';
      user: string;
      ts: string;
    }
  | { kind: 'home published'; user: string; view: string }
  | { kind: 'modal opened' | 'modal updated' | 'modal closed'; user: string; view: string }
  | { kind: 'people changed' | 'channels changed' | 'groups changed' }
  | { kind: 'file changed'; file: string }
  | { kind: 'call'; method: string; index: number }
  | { kind: 'delivery'; id: string }
  | { kind: 'connection'; open: number }
  | { kind: 'problem'; index: number };

export interface ChangeStream {
  emit(change: Change): void;
  /** Calls `listener` for every change from now on; the answer ends that. */
  subscribe(listener: (change: Change) => void): () => void;
}

export function createChangeStream(): ChangeStream {
  const listeners = new Set<(change: Change) => void>();
  return {
    emit(change) {
      for (const listener of listeners) listener(change);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}

export interface Wait<T> {
  /** What is being waited for, in words that finish "waited N ms for …". */
  readonly what: string;
  readonly timeoutMs: number;
  /** Asked now and after every change; anything but `undefined` ends the wait. */
  readonly probe: () => T | undefined;
  /** What there is instead, for the error. */
  readonly instead: () => string;
}

/** Waits without polling; rejects after `timeoutMs` with what there was instead. */
export function waitUntil<T>(stream: ChangeStream, wait: Wait<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const immediately = wait.probe();
    if (immediately !== undefined) {
      resolve(immediately);
      return;
    }
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`waited ${wait.timeoutMs} ms for ${wait.what}, in vain. ${wait.instead()}`));
    }, wait.timeoutMs);
    const unsubscribe = stream.subscribe(() => {
      try {
        const found = wait.probe();
        if (found === undefined) return;
        stop();
        resolve(found);
      } catch (error) {
        stop();
        reject(error instanceof Error ? error : new Error(String(error)));
      }
    });
    function stop(): void {
      clearTimeout(timer);
      unsubscribe();
    }
  });
}
