import { type Box, type BoxOrder, type Region, type Verdict, verdictSchema } from '../types.ts';
import { foldWhiteSpace, storableText, unescapeText } from './characters.ts';
import { wordsOf } from './descriptions.ts';
import { readJson, type JsonContent } from './json-regions.ts';
import { findJson } from './json-values.ts';
import type { Element, MarkupName } from './markup.ts';
import { boxLiterals, readBoxElement, readQuadElement } from './numbers.ts';
import type { WrittenBox } from './numbers.ts';
import { type ProblemLog, quote } from './problems.ts';
import { splitTags } from './tags.ts';
import { Think } from './think.ts';
import type { Token } from './tokenise.ts';
import { readUnmarked, withoutEscapes } from './unmarked.ts';

/** What models put around a verdict. */
const wrapping = new Set(' \t\r\n.,!:;"\'*`');
/** Characters; a longer text is not a verdict. */
const longestVerdict = 200;

export interface ReaderOptions {
  text: string;
  markup: MarkupName;
  tagSeparator: string;
  /** Whether boxes are `[x1, y1, x2, y2]` or `[y1, x1, y2, x2]`; `box_2d` of JSON has the latter unless told. */
  boxOrder?: BoxOrder | undefined;
  /** Places coordinates in the image, or notes why not. */
  place: (written: Box) => Box | null;
  problems: ProblemLog;
}

/** A description from a ref element, and whether a box has claimed it. */
interface Description {
  text: string;
  claimed: boolean;
}

/** A box as PaliGemma and Florence-2 write it. */
const locationTokens = /(?:<loc_?\d{1,4}>){4}/g;
const SEPARATORS_ONLY = /^[\s,;]*$/;

/**
 * Takes the tokens of a text one after another and collects what they say. Any marker ends an element that is
 * still open, so one pass without looking back suffices.
 */
export class Reader {
  readonly think: Think;
  readonly verdicts: Verdict[] = [];
  /** Every character is taken once: the measure of linear time. */
  charactersTaken = 0;

  /** Whether regions stood in it as JSON. */
  hasJson = false;

  readonly #options: ReaderOptions;
  /** Text without markers so far, where regions stand in it without. */
  #unmarked: string[] = [];
  readonly #isUnmarked: boolean;
  readonly #isTrainingRow: boolean;
  /** How often each region was said, by what it says. */
  readonly #said = new Map<string, { region: Region; times: number }>();
  readonly #tags = new Set<string>();
  readonly #foreign = new Set<string>();
  /** The open element with its content so far; think is not an element in this sense. */
  #open: { element: Exclude<Element, 'think'>; content: string[] } | null = null;
  #description: Description | null = null;

  constructor(options: ReaderOptions) {
    this.#options = options;
    this.#isUnmarked = options.markup === 'plain' || options.markup === 'json';
    this.#isTrainingRow = options.markup === 'placeholders';
    this.think = new Think(options.problems);
  }

  read(token: Token): void {
    const { role } = token;
    if (role === 'ignored') return;
    if (role === 'foreign') {
      this.#foreign.add(this.#take(token).toLowerCase());
      return;
    }
    if (role === 'text') {
      const text = this.#take(token);
      if (this.#open) this.#open.content.push(text);
      else this.#prose(text);
      return;
    }
    this.#endText();
    const { element, opens } = role;
    if (this.#open) {
      const closed = this.#close();
      if (!opens && closed === element) return;
      this.#note('unclosed_markup', `a ${closed} is not closed before ${quote(this.#take(token))}`);
    }
    if (element === 'think') this.think.mark(opens);
    else if (opens) this.#open = { element, content: [] };
    else this.#note('stray_markup', `${quote(this.#take(token))} closes nothing`);
  }

  finish(): void {
    this.#endText();
    if (this.#open) this.#note('unclosed_markup', `a ${this.#close()} is not closed before the text ends`);
    this.#settleDescription();
    if (this.#foreign.size > 0) {
      const markers = [...this.#foreign].join(' ');
      this.#note('foreign_markup', `${markers} mark up text in another grammar; they are left out`);
    }
    this.#noteRepetition();
    this.think.finish();
  }

  /** What was said, each region once, in order. */
  get regions(): Region[] {
    return [...this.#said.values()].map(({ region }) => region);
  }

  /** What was said, each tag once, in order. */
  get tags(): string[] {
    return [...this.#tags];
  }

  #tag(tag: string): void {
    if (this.#tags.has(tag))
      this.#note('repeated_tag', `the tag ${quote(tag)} is given again; it counts once`);
    this.#tags.add(tag);
  }

  #noteRepetition(): void {
    for (const { region, times } of this.#said.values()) {
      if (times > 1) {
        const box = `[${region.box.join(', ')}]`;
        this.#note(
          'repeated_region',
          `${quote(region.description)} at ${box} is said ${times} times; it counts once`,
        );
      }
    }
  }

  #take({ start, end }: Token): string {
    this.charactersTaken += end - start;
    return this.#options.text.slice(start, end);
  }

  #note(...problem: Parameters<ProblemLog['add']>): void {
    this.#options.problems.add(...problem);
  }

  #close(): Element | null {
    if (!this.#open) return null;
    const { element } = this.#open;
    const content = this.#open.content.join('');
    this.#open = null;
    switch (element) {
      case 'ref':
        this.#settleDescription();
        this.#description = { text: describedBy(content), claimed: false };
        this.think.prose({ description: this.#description.text });
        break;
      case 'box':
        this.#boxElement(content, readBoxElement(content));
        break;
      case 'quad':
        this.#boxElement(content, readQuadElement(content));
        break;
      case 'tag':
        this.think.noteTag();
        for (const tag of splitTags(content, this.#options.tagSeparator)) this.#tag(tag);
        break;
      case 'verdict':
        this.#verdict(content);
        break;
    }
    return element;
  }

  #verdict(content: string): void {
    const verdict = readVerdict(content);
    if (verdict) {
      this.verdicts.push(verdict);
      this.think.noteVerdict();
    } else {
      this.#note('unknown_verdict', `the verdict ${quote(content)} is neither "real" nor "generated"`);
    }
  }

  #boxElement(content: string, boxes: WrittenBox[] | null): void {
    const description = this.#description?.text ?? '';
    if (this.#description) this.#description.claimed = true;
    if (boxes) for (const written of boxes) this.#region(description, written);
    else this.#malformed(content);
  }

  #malformed(content: string): void {
    this.#note('malformed_box', `${quote(content)} is no box; four numbers x1, y1, x2, y2 are`);
  }

  #region(description: string, { box: written, ...how }: WrittenBox, order = this.#options.boxOrder): void {
    const [a, b, c, d] = written;
    const isRowFirst = order === 'yxyx' && !how.hasNamedSides;
    const box = this.#options.place(isRowFirst ? [b, a, d, c] : written);
    if (!box) return;
    if (how.polygon) {
      this.#note('polygon', `a polygon is read as the rectangle around it, [${written.join(', ')}]`);
    }
    this.think.noteRegion();
    const key = JSON.stringify([box, foldWhiteSpace(description)]);
    const said = this.#said.get(key);
    if (said) {
      said.times += 1;
      this.think.noteRepetition();
      return;
    }
    this.#said.set(key, { region: { box, description }, times: 1 });
    if (description === '') {
      this.#note('region_without_description', `the box [${written.join(', ')}] has no description`);
    }
  }

  /** A description that no box has claimed is lost, and said to be. */
  #settleDescription(): void {
    if (this.#description?.claimed === false) this.#withoutBox(this.#description.text);
    this.#description = null;
  }

  #withoutBox(description: string): void {
    this.#note('description_without_box', `no box follows the description ${quote(description)}`);
  }

  #prose(text: string): void {
    if (this.#isUnmarked) {
      this.#unmarked.push(text);
      return;
    }
    if (this.#description?.claimed) {
      // Separators between the boxes of one description are no prose; anything else ends its hold.
      if (SEPARATORS_ONLY.test(text)) {
        this.think.prose(text);
        return;
      }
      this.#description = null;
    }
    this.#ordinary(text);
  }

  /** Prose; a box in it that this grammar does not read is told. */
  #ordinary(text: string): void {
    this.think.prose(text);
    if (this.#isTrainingRow) return;
    for (const { start, end, written } of boxLiterals(text)) {
      if (written)
        this.#note('unread_box', `the box ${quote(text.slice(start, end))} stands in prose and is not read`);
    }
    for (const [tokens] of text.matchAll(locationTokens))
      this.#note('unread_box', `the location tokens ${quote(tokens)} are not read`);
  }

  #endText(): void {
    const text = this.#unmarked.join('');
    this.#unmarked = [];
    if (text === '') return;
    const plain = withoutEscapes(text);
    if (plain !== text) this.#note('escaped_json', 'the quotation marks of the JSON are escaped once more');
    for (const event of readUnmarked(plain, { lines: this.#options.markup === 'plain' })) {
      switch (event.kind) {
        case 'region':
          this.#region(wordsOf(unescapeText(foldWhiteSpace(event.description))), event.written);
          break;
        case 'malformed':
          this.#malformed(event.text);
          break;
        case 'json':
          this.#json(event.content);
          if (!event.whole)
            this.#note('cut_json', `the JSON breaks off, or goes wrong, after ${quote(event.text)}`);
          break;
        case 'unread':
          this.#note('unread_json', `${quote(event.text)} holds no box and no description; it is prose`);
          this.think.prose(event.text);
          break;
        case 'prose':
          // A sentence with regions, which a repetition is known by.
          if (event.ofRegions) this.think.prose({ description: '' });
          this.#ordinary(`${event.text}\n`);
          break;
      }
    }
  }

  #json({ regions, withoutBox, malformed, prose, unread, ignored }: JsonContent): void {
    this.hasJson = true;
    for (const text of prose) this.think.prose(`${storableText(text)}\n`);
    for (const { boxes, descriptions, rowFirst } of regions) {
      if (rowFirst && !this.#options.boxOrder && !this.#options.problems.has('rows_first')) {
        this.#note('rows_first', 'box_2d is read as [y1, x1, y2, x2]');
      }
      const order = this.#options.boxOrder ?? (rowFirst ? 'yxyx' : 'xyxy');
      for (const [index, box] of boxes.entries()) {
        const description = descriptions.length > 1 ? descriptions[index] : descriptions[0];
        this.#region(wordsOf(storableText(description ?? '')), box, order);
      }
    }
    for (const text of withoutBox) this.#withoutBox(text);
    for (const key of malformed) this.#note('malformed_box', `${quote(key)} holds no box; four numbers do`);
    for (const key of unread) this.#note('unread_json', `the words of ${quote(key)} are not read`);
    for (const key of ignored) this.#note('ignored_json', `${quote(key)} is not read`);
  }
}

/** What a ref element says; one that holds a JSON object says what that describes. */
function describedBy(content: string): string {
  const [found] = content.trimStart().startsWith('{') ? findJson(content) : [];
  const [description] =
    found?.whole && found.end === content.trimEnd().length ? readJson(found.value).withoutBox : [];
  return wordsOf(unescapeText(foldWhiteSpace(description ?? content)));
}

/** The verdict that a verdict element holds, in any case, with punctuation around it or not; or undefined. */
function readVerdict(content: string): Verdict | undefined {
  const text = content.trim();
  if (text.length > longestVerdict) return undefined;
  let start = 0;
  let end = text.length;
  while (start < end && wrapping.has(text[start] ?? '')) start += 1;
  while (start < end && wrapping.has(text[end - 1] ?? '')) end -= 1;
  return verdictSchema.safeParse(text.slice(start, end).toLowerCase()).data;
}
