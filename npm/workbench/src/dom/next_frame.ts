// Work that follows many events and is done once for all of them.

/** A listener that does the work before the next frame, once for all calls until then. */
export function nextFrame(work: () => unknown): () => void {
  let isAwaited = false;
  return () => {
    if (!isAwaited) {
      isAwaited = true;
      requestAnimationFrame(() => {
        isAwaited = false;
        work();
      });
    }
  };
}
