/** What is wrong with a checkpoint's folder, in words for the person who put it there. */
export class CheckpointError extends Error {
  override name = 'CheckpointError';
}
