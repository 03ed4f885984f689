import type { catalog, metrics } from '@fakexplain/contract';
import { bibtexEntry, bibtexKey, bibtexUrl } from '../table/bibtex.ts';
import { latexText } from '../table/latex.ts';

interface Cited {
  datasets: Pick<catalog.Dataset, 'slug' | 'title' | 'origin' | 'licence'>[];
  published: readonly metrics.PublishedFigure[];
  /** Of the page that is cited. */
  url: string;
  /** Date of access, `2026-11-23`. */
  on: string;
  /** Signatures of the metrics that the table shows. */
  signatures: string[];
  /** SHA-256 of the table's JSON file: no ledger keeps a benchmark, so that a changed number shows by it alone. */
  sha256: string;
}

/**
 * What a table of the benchmark is from: this benchmark, its datasets, and what its published figures are taken from.
 * Only what is known is said: authors and years are for the person who cites to add.
 */
export function bibtex({ datasets, published, url, on, signatures, sha256 }: Cited): string {
  const sources = [...new Set(published.map(({ source }) => source))];
  return [
    bibtexEntry('fakexplain-arena', {
      title: '{FakeXplain Arena}: benchmark leaderboard',
      howpublished: bibtexUrl(url),
      note: `${latexText([...signatures.map((one) => `Metric ${one}.`), `SHA-256 of leaderboard.json: ${sha256}.`].join(' '))} Accessed ${on}`,
    }),
    ...datasets.map(({ slug, title, origin, licence }) =>
      bibtexEntry(`dataset-${slug}`, {
        title: `{${latexText(title)}}`,
        note: latexText(`Dataset. Origin: ${origin} Licence: ${licence}`),
      }),
    ),
    ...sources.map((source, index) =>
      bibtexEntry(`published-${index + 1}-${bibtexKey(source)}`, {
        title: `{${latexText(source)}}`,
        note: 'Source of figures shown as published',
      }),
    ),
  ].join('\n');
}
