import type { CoordinateSpace, Grammar } from '../types.ts';
import type { ReadingSettings } from './parse-explanation.ts';

interface Reading {
  grammar: Grammar;
  /** Null where texts have no boxes, or what these count is not known. */
  space: CoordinateSpace | null;
  /** What was told beside, as it is stored. */
  settings: ReadingSettings | null;
}

/** How a text was read, for people: `qwen2.5-vl, boxes in qwen-smart-resized (resize: maxPixels 1003520)`. */
export function readingWords({ grammar, space, settings }: Reading): string {
  const { resize, boxOrder, tagSeparator } = settings ?? {};
  const limits = Object.entries(resize ?? {}).map(([name, value]) => `${name} ${value}`);
  const told = [
    ...(limits.length > 0 ? [`resize: ${limits.join(', ')}`] : []),
    ...(boxOrder === undefined ? [] : [`box order: ${boxOrder}`]),
    ...(tagSeparator === undefined ? [] : [`tags parted by “${tagSeparator}”`]),
  ];
  return `${grammar}, boxes in ${space ?? 'no space'}${told.length > 0 ? ` (${told.join('; ')})` : ''}`;
}
