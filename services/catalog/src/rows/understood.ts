import type { NewExplanation } from '@fakexplain/database/explanations';
import { readingWords, type Verdict } from '@fakexplain/explanation';

/** What an import made of one row, for the person who can tell whether that is right. */
export interface UnderstoodRow {
  /** Path in the dataset. */
  image: string;
  /** Of the image. */
  label: Verdict;
  explanation?: NewExplanation | undefined;
}

const shownRows = 3;
const shownRegions = 3;
const shownCharacters = 100;

/** Counts what rows were understood to say, and keeps the first ones. */
export class Understood {
  /** Texts and answers in which no verdict was found, though there is one to be found. */
  unparsed = 0;
  #rows = 0;
  #explained = 0;
  #regions = 0;
  #masks = 0;
  #outside = 0;
  #agreeing = 0;
  readonly #labels = new Map<string, number>();
  readonly #verdicts = new Map<string, number>();
  readonly #texts = new Map<string, number>();
  readonly #problems = new Map<string, number>();
  readonly #first: UnderstoodRow[] = [];

  add(row: UnderstoodRow): void {
    this.#rows += 1;
    if (this.#first.length < shownRows) this.#first.push(row);
    count(this.#labels, row.label);
    if (!row.explanation) return;
    const { explanation, parseProblems, parseStatus } = row.explanation;
    const isLacking = parseProblems.some(({ code }) => code === 'verdict_not_given');
    if (parseStatus === 'failed' && !isLacking) this.unparsed += 1;
    this.#explained += 1;
    this.#regions += explanation.regions.length;
    this.#masks += explanation.regions.filter(({ mask }) => mask).length;
    this.#outside += parseProblems.filter(({ code }) => outside.has(code)).length;
    count(this.#verdicts, explanation.verdict ?? 'no verdict');
    if (explanation.verdict === row.label) this.#agreeing += 1;
    count(this.#texts, kindOfText(row.explanation));
    for (const { code } of parseProblems) count(this.#problems, code);
  }

  /** A few lines, none where there are no rows. */
  lines(): string[] {
    if (this.#rows === 0) return [];
    const [rows, explained] = [this.#rows, this.#explained];
    const judged = explained - (this.#verdicts.get('no verdict') ?? 0);
    const agreeing = `as the image’s label ${this.#agreeing} of ${judged} times`;
    const turned = judged >= 10 && this.#agreeing < judged / 2 ? '; are they the wrong way round?' : '';
    return [
      `Understood: ${rows} ${rows === 1 ? 'row' : 'rows'} of images that are ${inWords(this.#labels)}`,
      ...(explained > 0
        ? [
            `  verdicts: ${inWords(this.#verdicts)}; ${agreeing}${turned}`,
            `  regions: ${this.#regions}, ${this.#masks} with a mask; ${this.#outside} reached out of their image`,
            `  texts: ${inWords(this.#texts)}`,
            ...Object.entries(told).flatMap(([code, phrase]) => {
              const count = this.#problems.get(code);
              return count === undefined ? [] : [`  ${count} × ${phrase}`];
            }),
          ]
        : []),
      ...this.#first.map((row) => `  ${readBack(row)}`),
    ];
  }
}

/** What is odd in explanations and refuses nothing, told once with its count. */
const told = {
  verdict_by_regions: 'no verdict is said: what marks something counts as generated',
  unread_verdict: 'no verdict in words that are read',
  truncated: 'an answer that broke off at the limit of tokens',
  box_turned: 'a turned box: counts as the upright box around it',
  mask_outside_box: 'a mask that reaches out of its box',
  empty_mask: 'a mask that marks nothing',
  repeated_region: 'regions that are said again: each counts once',
  region_without_description: 'descriptions of brackets, bullets or markers, which describe nothing',
  foreign_markup: 'markers of a grammar in words: left out',
};
const outside = new Set(['box_out_of_image', 'box_outside_image']);

function count(counts: Map<string, number>, what: string): void {
  counts.set(what, (counts.get(what) ?? 0) + 1);
}

const inWords = (counts: Map<string, number>) =>
  [...counts].map(([what, count]) => `${count} ${what}`).join(', ');

function kindOfText({ raw, explanation: { reasoning, regions } }: NewExplanation): string {
  if (raw?.grammar) {
    const { grammar, space = null, settings = null } = raw;
    return `in ${readingWords({ grammar, space, settings })}`;
  }
  if (raw) return 'in the source’s own words';
  return reasoning !== '' || regions.some(({ description }) => description !== '')
    ? 'structured'
    : 'without words';
}

/** A row as it will be shown, e.g. `a.png: generated (0.97); [1, 2, 30, 20] six fingers; “The light is odd.”` */
function readBack({ image, label, explanation: said }: UnderstoodRow): string {
  if (!said) return `${image}: ${label}`;
  const { verdict, probability, regions, reasoning } = said.explanation;
  const parts = [
    `${verdict ?? 'no verdict'}${probability === null ? '' : ` (${Number(probability.toPrecision(3))})`}`,
    ...regions
      .slice(0, shownRegions)
      .map(({ box, description }) => `[${box.map(rounded).join(', ')}] ${cut(description)}`.trimEnd()),
    ...(regions.length > shownRegions ? [`${regions.length - shownRegions} more regions`] : []),
    ...(reasoning === '' ? [] : [`“${cut(reasoning)}”`]),
  ];
  return `${image}: ${parts.join('; ')}`;
}

const rounded = (value: number) => Math.round(10 * value) / 10;
const cut = (text: string) =>
  text.length > shownCharacters ? `${text.slice(0, shownCharacters).toWellFormed()}…` : text;
