import type { Page } from 'playwright-core';

/** One answer that a browser got, or what it kept. */
export interface Received {
  /** Method and address below the site, e.g. `GET /rate/blind`. */
  what: string;
  status: number;
  /** `Name: value`, in the order in which they came. */
  headers: string[];
  body: Buffer;
}

/** What the browser shows and keeps: the page as it stands, and what its scripts stored. */
export async function readKept(page: Page): Promise<Received[]> {
  // What has just changed is laid out first.
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
  const stored = await page.evaluate<string>(
    'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])',
  );
  // SvelteKit numbers a tab's history by the milliseconds at which it began.
  const timeless = stored.replaceAll(/\b1[78]\d{11}\b/g, '<time>');
  const kept = (what: string, text: string) => ({
    what,
    status: 0,
    headers: [],
    body: Buffer.from(text),
  });
  return [kept('the page', await page.content()), kept('the stores', timeless)];
}

/** What chance makes different: identifiers, one-time tokens, and times. Their length is always the same. */
const random: [pattern: RegExp, name: string][] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<id>'],
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/g, '<time>'],
  [/(nonce[-=]"?)[\w+/]{22}==/g, '$1<nonce>'],
];

/**
 * An answer as text, one character a byte, without what chance makes different.
 * @param names words that differ by chance, such as a rater's token or a ballot's id, and what stands for them
 */
function withoutChance({ what, status, headers, body }: Received, names: Map<string, string>): string[] {
  const plain = (text: string) => {
    let result = text;
    for (const [word, name] of names) result = result.replaceAll(word, name);
    for (const [pattern, name] of random) result = result.replaceAll(pattern, name);
    return result;
  };
  // The tag of a page is a hash of its bytes, identifiers and all; a ballot's picture has a filling of its own.
  const type = headers.find((line) => /^content-type:/i.test(line))?.slice(14) ?? '';
  const isPicture = type === 'image/webp';
  const changing = isPicture ? ['content-length'] : type.startsWith('text/html') ? ['etag'] : [];
  const byChance = new RegExp(`^(${['date', ...changing].join('|')}):`, 'i');
  const kept = isPicture ? withoutFilling(body) : body;
  return [
    plain(what),
    String(status),
    plain(headers.filter((line) => !byChance.test(line)).join('\n')),
    `${kept.length} bytes`,
    plain(kept.toString('latin1')),
  ];
}

/** A WebP file without its chunk `JUNK` and the size of the whole, which says how long that is. */
function withoutFilling(file: Buffer): Buffer {
  const kept = [file.subarray(0, 4)];
  for (let at = 12; at < file.length;) {
    const length = at + 8 <= file.length ? file.readUInt32LE(at + 4) : 0;
    const next = at + 8 + length + (length % 2);
    if (file.toString('latin1', at, at + 4) !== 'JUNK') kept.push(file.subarray(at, next));
    at = next;
  }
  return Buffer.concat(kept);
}

export interface Session {
  received: Received[];
  names: Map<string, string>;
}

/** What one browser got and the other did not, but for chance; empty when nothing tells the two apart. */
export function tellApart(one: Session, other: Session): string[] {
  const [first, second] = [one, other].map(
    ({ received, names }) =>
      new Map(
        received.map((answer) => withoutChance(answer, names)).map((parts) => [parts.join('\0'), parts]),
      ),
  );
  const only = (mine = first, others = second) =>
    [...(mine ?? [])].filter(([whole]) => !others?.has(whole)).map(([, parts]) => parts);
  const unmatched = only(second, first);
  return [
    ...only(first, second).map((parts) => {
      const twin = unmatched.findIndex(([what]) => what === parts[0]);
      const [counterpart] = twin < 0 ? [] : unmatched.splice(twin, 1);
      return counterpart
        ? firstDifference(parts, counterpart)
        : `only one gets ${parts.slice(0, 2).join(' ')}`;
    }),
    ...unmatched.map((parts) => `only the other gets ${parts.slice(0, 2).join(' ')}`),
  ];
}

function firstDifference(one: string[], other: string[]): string {
  const part = one.findIndex((text, index) => text !== other[index]);
  const [mine, theirs] = [one[part] ?? '', other[part] ?? ''];
  const at = [...mine].findIndex((character, index) => character !== theirs[index]);
  const near = (text: string) => JSON.stringify(text.slice(Math.max(0, at - 60), at + 60));
  const place = ['address', 'status', 'headers', 'size', `body at character ${at}`][part];
  return `${one[0]}: ${place}: ${near(mine)} or ${near(theirs)}`;
}
