/** Does something once if work takes longer than `ms`; the work's own end is passed on. */
export async function whenSlow<T>(
  work: Promise<T>,
  ms: number,
  act: () => Promise<unknown>,
): Promise<T> {
  let acting: Promise<unknown> | undefined;
  const timer = setTimeout(() => {
    acting = act().catch(() => undefined);
  }, ms);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
    // What is shown while waiting must not arrive after the result.
    await acting;
  }
}
