import { BOX_PLACEHOLDER, REF_PLACEHOLDER } from './training-row-schema.ts';

/** A box of a text and the description that goes with it, as indices of `objects.bbox` and `objects.ref`. */
export interface PlaceholderPair {
  box: number;
  ref: number | null;
}

const placeholder = new RegExp(`${REF_PLACEHOLDER}|${BOX_PLACEHOLDER}`, 'g');

/** How often each placeholder stands in a text. */
export function countPlaceholders(text: string): { ref: number; bbox: number } {
  const found = text.match(placeholder) ?? [];
  const ref = found.filter((name) => name === REF_PLACEHOLDER).length;
  return { ref, bbox: found.length - ref };
}

/**
 * Which description goes with each box of a text, `first` being the entries that the messages before it have used up.
 * As many boxes after descriptions as there are descriptions belong to them in order; several boxes after one share
 * it; a box that no description of the text precedes takes the last one of the messages before, as an answer does that
 * only points at what the question named.
 */
export function pairPlaceholders(text: string, first: { ref: number; bbox: number }): PlaceholderPair[] {
  const pairs: PlaceholderPair[] = [];
  const all = (text.match(placeholder) ?? []).join('');
  const { ref, bbox } = countPlaceholders(text);
  // Written the other way round, each box before its description.
  if (ref === bbox && all.startsWith(BOX_PLACEHOLDER)) {
    return Array.from({ length: bbox }, (_, index) => ({ box: first.bbox + index, ref: first.ref + index }));
  }
  const runs = all.match(/(?:<ref-object>)*(?:<bbox>)*/g) ?? [];
  let next = first;
  for (const run of runs) {
    const { ref: refs, bbox: boxes } = countPlaceholders(run);
    const last = next.ref + refs - 1;
    for (let index = 0; index < boxes; index += 1) {
      const ref = refs === boxes ? next.ref + index : last;
      pairs.push({ box: next.bbox + index, ref: ref < 0 ? null : ref });
    }
    next = { ref: next.ref + refs, bbox: next.bbox + boxes };
  }
  return pairs;
}
