import { createHash } from 'node:crypto';

export const splits = ['train', 'test'] as const;
export type Split = (typeof splits)[number];

/** The same for all images of a group, whatever else there is. @param trainShare share of groups that go into train, 0 to 1 */
export function splitOf(group: string, trainShare: number, seed: number): Split {
  const drawn = createHash('sha256').update(`${seed} ${group}`).digest().readUInt32BE() / 2 ** 32;
  return drawn < trainShare ? 'train' : 'test';
}
