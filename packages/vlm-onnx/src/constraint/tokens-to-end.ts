import type { ImageSize } from '@fakexplain/explanation';
import { boxLayout, verdictsAfter, type AnswerState } from './answer-state.ts';

/** Tokens kept for a description beyond its least when a region is opened, so that it is not cut to a letter. */
const descriptionReserve = 16;

/**
 * How many tokens surely suffice to end an answer from a state, the token that stops it among them. From every state there
 * is a token that leaves a state of a smaller bound, so an answer that is kept within its bound ends in time. Either verdict
 * has room wherever both are possible, and numbers have room for all their digits: running out of tokens decides neither.
 *
 * @param count tokens that an ASCII text takes
 */
export function tokensToEnd(state: AnswerState, size: ImageSize, count: (text: string) => number): number {
  const verdict = (before: string, regions: boolean) =>
    1 + Math.max(...verdictsAfter(regions).map((word) => count(`${before}${word}</verdict>`)));
  const closing = (before: string, regions: boolean) => verdict(`${before}</think><verdict>`, regions);
  const box = (item: number, written: number) =>
    boxLayout.slice(item).reduce<number>((sum, part) => sum + longest(part, size), 0) -
    written +
    1 +
    closing('', true);

  switch (state.kind) {
    case 'end':
      return 1;
    case 'verdict':
      return 1 + count(state.rest);
    case 'choice':
      return verdict('', state.regions);
    case 'gap':
      return verdict('<verdict>', state.regions);
    case 'markup':
      return markup(state, closing, verdict);
    case 'before-box':
      return 1 + box(0, 0);
    case 'box':
      return box(state.item, state.written.length);
    case 'text': {
      const { place, regions, visible, afterLess } = state;
      const unwritten = state.utf8?.missing ?? 0;
      if (place === 'prose') return unwritten + afterLessOr(afterLess, '</think><verdict>', regions, verdict);
      if (place === 'tag')
        return unwritten + afterLessOr(afterLess, '</tag></think><verdict>', regions, verdict);
      return unwritten + (afterLess ? 1 : 0) + (visible || afterLess ? 0 : 1) + 2 + box(0, 0);
    }
  }
}

/** A further demand on opening a region at a state: its description is to have some room. */
export const roomToOpenRegion = (before: AnswerState, after: AnswerState): number =>
  before.kind === 'text' && before.place === 'prose' && after.kind === 'text' && after.place === 'description'
    ? descriptionReserve
    : 0;

type Verdict = (before: string, regions: boolean) => number;

const afterLessOr = (afterLess: boolean, text: string, regions: boolean, verdict: Verdict) =>
  verdict(afterLess ? text.slice(1) : text, regions);

function markup(
  { rest, leadsTo, regions }: AnswerState & { kind: 'markup' },
  closing: Verdict,
  verdict: Verdict,
): number {
  switch (leadsTo) {
    case 'prose':
    case 'tagged':
      return closing(rest, regions);
    case 'tag':
      return closing(`${rest}</tag>`, regions);
    case 'gap':
      return verdict(`${rest}<verdict>`, regions);
    case 'choice':
      return verdict(rest, regions);
  }
}

/** Characters of a box's part, at most. */
function longest(part: string | number, size: ImageSize): number {
  if (typeof part === 'string') return part.length;
  return String(part % 2 === 0 ? size.width : size.height).length;
}
