import type { catalog, metrics } from '@fakexplain/contract';
import { latexText } from '../table/latex.ts';

interface Cited {
  datasets: Pick<catalog.Dataset, 'slug' | 'title' | 'origin' | 'licence'>[];
  published: readonly metrics.PublishedFigure[];
  /** Of the page that is cited. */
  url: string;
  /** Date of access, `2026-11-23`. */
  on: string;
}

const entry = (key: string, fields: Record<string, string>): string =>
  [`@misc{${key},`, ...Object.entries(fields).map(([name, text]) => `  ${name} = {${text}},`), '}', ''].join(
    '\n',
  );

/** A key of letters, digits and hyphens. */
const keyOf = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 60) || 'untitled';

/**
 * What a table of the benchmark is from: this benchmark, its datasets, and what its published figures are taken from.
 * Only what is known is said: authors and years are for the person who cites to add.
 */
export function bibtex({ datasets, published, url, on }: Cited): string {
  const sources = [...new Set(published.map(({ source }) => source))];
  return [
    entry('fakexplain-arena', {
      title: '{FakeXplain Arena}: benchmark leaderboard',
      howpublished: `\\url{${encodeURI(decodeURI(url)).replaceAll(/[{}\\]/g, encodeURIComponent)}}`,
      note: `Accessed ${on}`,
    }),
    ...datasets.map(({ slug, title, origin, licence }) =>
      entry(`dataset-${slug}`, {
        title: `{${latexText(title)}}`,
        note: latexText(`Dataset. Origin: ${origin} Licence: ${licence}`),
      }),
    ),
    ...sources.map((source, index) =>
      entry(`published-${index + 1}-${keyOf(source)}`, {
        title: `{${latexText(source)}}`,
        note: 'Source of figures shown as published',
      }),
    ),
  ].join('\n');
}
