import { type Box, type Region, type Verdict, verdictSchema } from '../types.ts';
import { foldWhiteSpace, unescapeText } from './characters.ts';
import type { Element, MarkupName } from './markup.ts';
import { readBoxElement } from './numbers.ts';
import { PlainLines } from './plain-lines.ts';
import { type ProblemLog, quote } from './problems.ts';
import { splitTags } from './tags.ts';
import { Think } from './think.ts';
import type { Token } from './tokenise.ts';

/** What models put around a verdict. */
const wrapping = new Set(' \t\r\n.,!:;"\'*`');
/** Characters; a longer text is not a verdict. */
const longestVerdict = 200;

export interface ReaderOptions {
  text: string;
  markup: MarkupName;
  tagSeparator: string;
  /** Places coordinates in the image, or notes why not. */
  place: (written: Box) => Box | null;
  problems: ProblemLog;
}

/** A description from a ref element, and whether a box has claimed it. */
interface Description {
  text: string;
  claimed: boolean;
}

const SEPARATORS_ONLY = /^[\s,;]*$/;

/**
 * Takes the tokens of a text one after another and collects what they say. Any marker ends an element that is
 * still open, so one pass without looking back suffices.
 */
export class Reader {
  readonly think: Think;
  readonly verdicts: Verdict[] = [];
  readonly tags: string[] = [];
  readonly regions: Region[] = [];
  /** Every character is taken once: the measure of linear time. */
  charactersTaken = 0;

  readonly #options: ReaderOptions;
  readonly #lines: PlainLines | null;
  /** The open element with its content so far; think is no element in this sense. */
  #open: { element: Exclude<Element, 'think'>; content: string[] } | null = null;
  #description: Description | null = null;

  constructor(options: ReaderOptions) {
    this.#options = options;
    this.#lines = options.markup === 'plain' ? new PlainLines() : null;
    this.think = new Think(options.problems);
  }

  read(token: Token): void {
    const { role } = token;
    if (role === 'ignored') return;
    if (role === 'text') {
      const text = this.#take(token);
      if (this.#open) this.#open.content.push(text);
      else this.#prose(text);
      return;
    }
    this.#endLine();
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
    this.#endLine();
    if (this.#open) this.#note('unclosed_markup', `a ${this.#close()} is not closed before the text ends`);
    this.#settleDescription();
    this.think.finish();
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
        this.#description = { text: unescapeText(foldWhiteSpace(content)), claimed: false };
        break;
      case 'box':
        this.#boxElement(content);
        break;
      case 'tag':
        this.think.noteTag();
        for (const tag of splitTags(content, this.#options.tagSeparator)) this.tags.push(tag);
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

  #boxElement(content: string): void {
    const description = this.#description?.text ?? '';
    if (this.#description) this.#description.claimed = true;
    const boxes = readBoxElement(content);
    if (boxes) for (const written of boxes) this.#region(description, written);
    else this.#note('malformed_box', `${quote(content)} is no box; four numbers x1, y1, x2, y2 are`);
  }

  #region(description: string, written: Box): void {
    const box = this.#options.place(written);
    if (!box) return;
    this.think.noteRegion();
    this.regions.push({ box, description });
    if (description === '') {
      this.#note('region_without_description', `the box [${written.join(', ')}] has no description`);
    }
  }

  /** A description that no box has claimed is lost, and said to be. */
  #settleDescription(): void {
    if (this.#description?.claimed === false) {
      this.#note(
        'description_without_box',
        `no box follows the description ${quote(this.#description.text)}`,
      );
    }
    this.#description = null;
  }

  #prose(text: string): void {
    if (this.#lines) {
      this.#plain(this.#lines.feed(text));
    } else if (this.#description?.claimed) {
      // Separators between the boxes of one description are no prose; anything else ends its hold.
      if (SEPARATORS_ONLY.test(text)) return;
      this.#description = null;
      this.think.prose(text);
    } else {
      this.think.prose(text);
    }
  }

  #endLine(): void {
    if (this.#lines) this.#plain(this.#lines.end());
  }

  #plain(events: ReturnType<PlainLines['feed']>): void {
    for (const event of events) {
      if (event.kind === 'prose') this.think.prose(event.text);
      else if (event.kind === 'region') {
        this.#region(unescapeText(foldWhiteSpace(event.description)), event.coordinates);
      } else {
        this.#note('malformed_box', `${quote(event.text)} is no box; four numbers x1, y1, x2, y2 are`);
      }
    }
  }
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
