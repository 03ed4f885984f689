const kinds = ['category', 'generator', 'label'] as const;

/** What part of a study's votes the numbers are of. */
export type Slice = { slice: 'all' } | { slice: (typeof kinds)[number]; value: string };

/** Reads `category:GAN` as it stands in the address; `null` where it is not a slice. Absent means the whole study. */
export function parseSlice(text: string | null): Slice | null {
  if (text === null || text === '' || text === 'all') return { slice: 'all' };
  const colon = text.indexOf(':');
  const slice = kinds.find((kind) => kind === text.slice(0, colon));
  const value = text.slice(colon + 1);
  return slice && value !== '' && value.length <= 200 ? { slice, value } : null;
}
