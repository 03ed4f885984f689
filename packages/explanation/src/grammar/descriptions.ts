/** A letter, a digit or a picture: what words are made of. Brackets, bullets, quotation marks alone describe nothing. */
const meaning = /[\p{L}\p{N}\p{Extended_Pictographic}]/u;

/** A description, or the empty string where it says nothing. */
export const wordsOf = (text: string): string => (meaning.test(text) ? text : '');

/** What lists, tables and quotations put before their items. */
const bullets = /^(?:[\s\-•·‣▪–—+#>|,;})\]]|[*.](?=\s)|\d{1,3}[.)](?=\s))+/u;
/** What stands between a description and its box. */
const beforeBox = /[\s\-–—:=→|,([{]/u;
/** What a box is called where one follows, by its end. */
const boxName =
  /(?:^|[\s,;|("'`*_{[–—-])["'`*_]*(?:bbox(?:es)?(?:_2d)?|box_2d|bounding[ _]box|coordinates)["'`*_]*$/iu;
const longestBoxName = 24;
/** What a description is called before it. */
const descriptionName = /^["'`*_]*(?:label|description|text|category|name|object)["'`*_]*[ \t]*[:=]/i;
const pairs = new Map([
  ['"', '"'],
  ["'", "'"],
  ['`', '`'],
  ['*', '*'],
  ['_', '_'],
  ['“', '”'],
  ['«', '»'],
  ['「', '」'],
]);

/** Text before a box without what a list, a table, emphasis or the box's name put around it. */
export function withoutDecoration(text: string): string {
  let rest = text.trim();
  for (;;) {
    const before = rest.length;
    let end = rest.length;
    while (end > 0 && beforeBox.test(rest[end - 1] ?? '')) end -= 1;
    const name =
      end < before ? boxName.exec(rest.slice(Math.max(0, end - longestBoxName), end))?.[0] : undefined;
    rest = rest.slice(0, end - (name?.length ?? 0));
    rest = rest.slice(bullets.exec(rest)?.[0].length ?? 0);
    rest = rest.slice(descriptionName.exec(rest)?.[0].length ?? 0);
    const closes = pairs.get(rest[0] ?? '');
    if (closes !== undefined && rest.length > 1 && rest.endsWith(closes)) rest = rest.slice(1, -1);
    if (rest.length === before) return rest;
  }
}
