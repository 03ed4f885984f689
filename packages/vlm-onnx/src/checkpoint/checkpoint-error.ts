/** What is wrong with a checkpoint's folder, in words for whoever put it there. */
export class CheckpointError extends Error {
  override name = 'CheckpointError';
}
