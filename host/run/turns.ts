/** One thing at a time: a tick and a control command never interleave, so neither sees half of the other. */
export interface Turns {
  take<T>(work: () => Promise<T>): Promise<T>;
}

export function turns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return {
    take<T>(work: () => Promise<T>): Promise<T> {
      const result = last.then(work, work);
      last = result.then(
        () => undefined,
        () => undefined,
      );
      return result;
    },
  };
}
