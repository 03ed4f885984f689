import { foldWhiteSpace, referenceAt, unescapeText, escapeText } from './characters.ts';
import type { MarkupName } from './markup.ts';

/** How tags are separated where nothing else is said; what FakeXplainer writes is not published. */
export const DEFAULT_TAG_SEPARATOR = ', ';

/** White space around a separator is free, unless it is all there is. */
function core(separator: string): string {
  if (separator === '' || /[<&]/.test(separator)) {
    throw new RangeError(
      `"${separator}" cannot separate tags: it must be at least one character, without "<" and "&"`,
    );
  }
  return separator.trim() || separator;
}

/** The tags of a tag element's content, folded, without empty ones. */
export function splitTags(content: string, separator: string): string[] {
  const mark = core(separator);
  const items: string[] = [];
  let start = 0;
  let at = 0;
  while (at < content.length) {
    // A reference is one character, even where the separator is a part of how it is written.
    const reference = content[at] === '&' ? referenceAt(content, at) : undefined;
    if (reference) {
      at += reference.length;
    } else if (content.startsWith(mark, at)) {
      items.push(content.slice(start, at));
      at += mark.length;
      start = at;
    } else {
      at += 1;
    }
  }
  items.push(content.slice(start));
  return items.map((item) => unescapeText(foldWhiteSpace(item))).filter((tag) => tag !== '');
}

/** Writes tags so that `splitTags` gives them back; tags must not be empty strings. */
export function joinTags(tags: readonly string[], separator: string, markup: MarkupName): string {
  const [first] = core(separator);
  return tags
    .map((tag) =>
      escapeText(tag, {
        markup,
        exactWhiteSpace: true,
        isSpecial: (character) => character === first || character === '<',
      }),
    )
    .join(separator);
}
