import { formatRefusal, type Refusal } from '@fakexplain/catalog/rows/refusal.ts';

/** Refusals that differ by their numbers alone are shown so often; the others of them are counted. */
const shown = 10;

/** Says refusals; of a flood of equal ones the first, and at the end how many more there were. */
export class RefusalLines {
  readonly #say: (line: string) => void;
  readonly #counts = new Map<string, { count: number; like: string }>();

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  tell(refusal: Refusal): void {
    const { file, field, reason } = refusal;
    const kind = [file, field, reason].map((part) => part.replaceAll(/\d+/g, '#')).join('\n');
    const { count } = this.#counts.get(kind) ?? { count: 0 };
    const like = field === '' ? reason : `${field}: ${reason}`;
    this.#counts.set(kind, { count: count + 1, like });
    if (count < shown) this.#say(formatRefusal(refusal));
  }

  end(): void {
    for (const { count, like } of this.#counts.values()) {
      if (count > shown) this.#say(`${count - shown} × more like: ${like}; --report <file> has all of them`);
    }
  }
}
