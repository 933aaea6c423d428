/** Does a job soon; asked again while it is at it, it does the job once more, never twice at once. */
export interface Errand {
  /** Returns at once. */
  soon(): void;
  /** Waits for what is being done. */
  settle(): Promise<void>;
}

/** `job` must not throw: nobody would hear of it. */
export function createErrand(job: () => Promise<void>): Errand {
  let wanted = false;
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    while (wanted) {
      wanted = false;
      await job();
    }
    running = undefined;
  }

  return {
    soon() {
      wanted = true;
      running ??= run();
    },
    settle: async () => running,
  };
}
