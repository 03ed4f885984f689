import { foldWhiteSpace, unescapeText } from './characters.ts';
import { quote } from './problems.ts';
import type { ProblemLog } from './problems.ts';

/** Keeps account of where think begins and ends, and of what stands inside, before and after it. */
export class Think {
  readonly #problems: ProblemLog;
  #inside = false;
  #found = false;
  #verdictFound = false;
  #verdictInside = false;
  #tagOutside = false;
  #regionOutside = false;
  #reasoning: string[] = [];
  #outside: string[] = [];
  readonly #afterVerdict: string[] = [];

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
      this.#reasoning = this.#outside;
      this.#outside = [];
      this.#tagOutside = false;
      this.#regionOutside = false;
    }
    this.#inside = false;
  }

  /** Prose as written. */
  prose(text: string): void {
    if (this.#inside) this.#reasoning.push(text);
    else if (this.#verdictFound) this.#afterVerdict.push(text);
    else this.#outside.push(text);
  }

  noteTag(): void {
    this.#tagOutside ||= !this.#inside;
  }

  noteRegion(): void {
    this.#regionOutside ||= !this.#inside;
  }

  noteVerdict(): void {
    this.#verdictFound = true;
    this.#verdictInside ||= this.#inside;
  }

  /** The prose of think, or where there is none the prose before the verdict; white space folded. */
  get reasoning(): string {
    return read(this.#found ? this.#reasoning : this.#outside);
  }

  finish(): void {
    if (this.#inside) this.#problems.add('unclosed_think', 'think is not closed');
    if (this.#found) {
      this.#drop('text_outside_think', 'outside think', this.#outside);
      if (this.#tagOutside) this.#problems.add('tag_outside_think', 'tags stand outside think');
      if (this.#regionOutside) this.#problems.add('region_outside_think', 'regions stand outside think');
    } else {
      this.#problems.add('missing_think', 'there is no think');
    }
    this.#drop('text_after_verdict', 'after the verdict', this.#afterVerdict);
  }

  #drop(code: 'text_outside_think' | 'text_after_verdict', where: string, pieces: string[]): void {
    const text = foldWhiteSpace(pieces.join(' '));
    if (text !== '') this.#problems.add(code, `the text ${quote(text)} ${where} is dropped`);
  }
}

// Folding again: a reference may stand for white space.
const read = (pieces: string[]) => foldWhiteSpace(unescapeText(foldWhiteSpace(pieces.join(' '))));
