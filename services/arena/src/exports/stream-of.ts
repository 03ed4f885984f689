/**
 * A stream of a beginning and an iterator's chunks that is pulled by its reader, and ends the iterator when the reader leaves, or takes nothing
 * for so long.
 *
 * @param patience milliseconds
 */
export function streamOf(
  chunks: AsyncGenerator<Uint8Array, void>,
  beginning: Uint8Array,
  patience: number,
): ReadableStream<Uint8Array> {
  let waiting: NodeJS.Timeout | undefined;
  return new ReadableStream(
    {
      start(controller) {
        if (beginning.length > 0) controller.enqueue(beginning);
        waiting = giveUp(controller);
      },
      async pull(controller) {
        clearTimeout(waiting);
        const { value, done } = await chunks.next();
        if (done) return controller.close();
        controller.enqueue(value);
        waiting = giveUp(controller);
      },
      async cancel() {
        clearTimeout(waiting);
        await chunks.return();
      },
    },
    { highWaterMark: 0 },
  );

  function giveUp(controller: ReadableStreamDefaultController<Uint8Array>) {
    return setTimeout(() => {
      void chunks.return();
      controller.error(new Error(`the reader took nothing for ${patience / 1_000} s`));
    }, patience).unref();
  }
}
