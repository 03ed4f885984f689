import { quote } from './problems.ts';
import type { ProblemLog } from './problems.ts';
import { readProse, withoutFences } from './sentences.ts';
import type { Piece } from './sentences.ts';

/** Keeps account of where think begins and ends, and of what stands inside, before and after it. */
export class Think {
  readonly #problems: ProblemLog;
  #inside = false;
  #found = false;
  #verdictFound = false;
  #verdictInside = false;
  #tagOutside = false;
  #regionOutside = false;
  /** The prose of each think: one, unless it begins again. */
  #thinks: Piece[][] = [];
  #outside: Piece[] = [];
  readonly #afterVerdict: Piece[] = [];
  #isLoop = false;

  constructor(problems: ProblemLog) {
    this.#problems = problems;
  }

  mark(opens: boolean): void {
    if (opens) this.#open();
    else this.#close();
  }

  #open(): void {
    if (this.#found) this.#problems.add('repeated_think', 'think begins again');
    this.#inside = true;
    this.#found = true;
    this.#thinks.push([]);
  }

  #close(): void {
    if (this.#inside) {
      if (this.#verdictInside) this.#problems.add('verdict_inside_think', 'the verdict stands inside think');
      this.#verdictInside = false;
    } else if (this.#found) {
      this.#problems.add('stray_markup', '"</think>" closes nothing');
    } else {
      this.#problems.add('unopened_think', 'think ends without having begun; it is taken to begin the text');
      this.#found = true;
      this.#thinks = [this.#outside];
      this.#outside = [];
      this.#tagOutside = false;
      this.#regionOutside = false;
    }
    this.#inside = false;
  }

  /** Prose as written, or the description of a region that stands in it. */
  prose(piece: Piece): void {
    if (this.#inside) this.#thinks.at(-1)?.push(piece);
    else if (this.#verdictFound) this.#afterVerdict.push(piece);
    else this.#outside.push(piece);
  }

  noteTag(): void {
    this.#tagOutside ||= !this.#inside;
  }

  noteRegion(): void {
    this.#regionOutside ||= !this.#inside;
  }

  /** A region was said again: prose may be as well. */
  noteRepetition(): void {
    this.#isLoop = true;
  }

  noteVerdict(): void {
    this.#verdictFound = true;
    this.#verdictInside ||= this.#inside;
  }

  /** The prose of think, or where there is none the prose before the verdict; white space folded, nothing said twice. */
  get reasoning(): string {
    return this.#found ? [...new Set(this.#readThinks())].join(' ') : readProse(this.#outside, this.#isLoop);
  }

  #readThinks(): string[] {
    return this.#thinks.map((pieces) => readProse(pieces, this.#isLoop)).filter((prose) => prose !== '');
  }

  finish(): void {
    if (this.#inside) this.#problems.add('unclosed_think', 'think is not closed');
    if (this.#found) {
      this.#drop('text_outside_think', 'outside think', this.#outside);
      if (this.#tagOutside) this.#problems.add('tag_outside_think', 'tags stand outside think');
      if (this.#regionOutside) this.#problems.add('region_outside_think', 'regions stand outside think');
      this.#noteRepetition(this.#readThinks());
    } else {
      this.#problems.add('missing_think', 'there is no think');
    }
    this.#drop('text_after_verdict', 'after the verdict', this.#afterVerdict);
    const around = [...(this.#found ? this.#outside : []), ...this.#afterVerdict];
    if (around.some((piece) => typeof piece === 'string' && withoutFences(piece) !== piece)) {
      this.#problems.add('fenced_answer', 'a code fence stands around the answer; it is left out');
    }
  }

  #noteRepetition(thinks: readonly string[]): void {
    const repeated = thinks.length - new Set(thinks).size;
    if (repeated > 0) {
      this.#problems.add(
        'repeated_text',
        `the same reasoning is given ${repeated + 1} times; it counts once`,
      );
    }
  }

  #drop(code: 'text_outside_think' | 'text_after_verdict', where: string, pieces: readonly Piece[]): void {
    const text = readProse(pieces);
    if (text !== '') this.#problems.add(code, `the text ${quote(text)} ${where} is dropped`);
  }
}
