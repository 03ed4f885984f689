/** A letter, a digit or a picture: what words are made of. Brackets, bullets, quotation marks alone describe nothing. */
const meaning = /[\p{L}\p{N}\p{Extended_Pictographic}]/u;

/** A description, or the empty string where it says nothing. */
export const wordsOf = (text: string): string => (meaning.test(text) ? text : '');

/** What lists, tables and quotations put before their items. */
const bullets =
  /^(?:[\s\-•·‣▪–—+#>|,;})\]、，]|[*.](?=\s)|\d{1,3}(?:[.)](?=\s)|、|\s*\|)|[(（]\d{1,3}[)）]|[a-z]\)(?=\s)|[\u2460-\u249b\u2776-\u2793])+/u;
/** What stands between a description and its box. */
const beforeBox = /[\s\-–—:=→|,([{：，、；（【｛]/u;
/** What a box is called where one follows, by its end. */
const boxName =
  /(?:^|[\s,;|("'`*_{[–—：，、；（【-])["'`*_]*(?:bbox(?:es)?(?:_2d)?|box_2d|bounding[ _]box|coordinates|坐标|位置|边界框|检测框|包围框)["'`*_]*$/iu;
const longestBoxName = 24;
/** What a description is called before it. */
const descriptionName = /^["'`*_]*(?:label|description|text|category|name|object)["'`*_]*[ \t]*[:=]/i;
/** Emphasis of Markdown, and what is left of it where it goes on around the box. */
const emphasis = /(\*\*|__|`)([^*_`]+)\1/g;
const strayMarks = /^[*`\s]+|[*`\s]+$/g;
const outerTags = /^(?:\s*<\/?[a-z]{1,10}\s*\/?>)+|(?:\s*<\/?[a-z]{1,10}\s*\/?>)+$/gi;
const pairs = new Map([
  ['"', '"'],
  ["'", "'"],
  ['`', '`'],
  ['*', '*'],
  ['_', '_'],
  ['“', '”'],
  ['«', '»'],
  ['「', '」'],
  ['[', ']'],
  ['(', ')'],
  ['（', '）'],
  ['【', '】'],
]);

/** Text before a box without what a list, a table, emphasis or the box's name put around it. */
export function withoutDecoration(text: string): string {
  let rest = text.trim().replaceAll(emphasis, '$2');
  for (;;) {
    const before = rest.length;
    let end = rest.length;
    while (end > 0 && beforeBox.test(rest[end - 1] ?? '')) end -= 1;
    const name =
      end < before ? boxName.exec(rest.slice(Math.max(0, end - longestBoxName), end))?.[0] : undefined;
    rest = rest.slice(0, end - (name?.length ?? 0));
    rest = rest.slice(bullets.exec(rest)?.[0].length ?? 0);
    rest = rest.slice(descriptionName.exec(rest)?.[0].length ?? 0);
    rest = rest.replaceAll(outerTags, '').replaceAll(strayMarks, '');
    const closes = pairs.get(rest[0] ?? '');
    if (closes !== undefined && rest.length > 1 && rest.indexOf(closes, 1) === rest.length - 1)
      rest = rest.slice(1, -1);
    if (rest.length === before) return rest;
  }
}
