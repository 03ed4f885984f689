const numbered = /^(\d+)(?:_(\d+))?(?:__.+)?$/;

/**
 * People in a video of FaceForensics++, by the name of its file: `071` shows 071, `071_054` shows 071 with the face of
 * 054, `01_02__talking__ABC` (DeepFakeDetection) actor 01 with the face of 02. `null` for any other name.
 */
export function identitiesOf(video: string): string[] | null {
  const [, target, source] = numbered.exec(video) ?? [];
  return target === undefined ? null : [target, source].filter((identity) => identity !== undefined);
}

/**
 * Groups of people who appear in one another's videos, so that no group shares a face with another.
 * @param together people who belong together: of each video, each pair of a split
 * @returns of a person, the group's first person in alphabetical order
 */
export function identityGroups(together: Iterable<readonly string[]>): (identity: string) => string {
  const parents = new Map<string, string>();
  const first = (identity: string): string => {
    let at = identity;
    for (let parent = parents.get(at); parent !== undefined; parent = parents.get(at)) at = parent;
    return at;
  };
  for (const [one, ...others] of together) {
    for (const other of others) {
      if (one === undefined) continue;
      const [low, high] = [first(one), first(other)].toSorted();
      if (low !== undefined && high !== undefined && low !== high) parents.set(high, low);
    }
  }
  return first;
}
