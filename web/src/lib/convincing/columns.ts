import type { Field, metrics } from '@fakexplain/contract';
import { ends, intervalText } from '../plot/interval.ts';
import type { FileColumn } from '../table/columns.ts';
import { count, percent } from '../words/numbers.ts';

const inPercent = (share: number) => percent(share);

/** What was wrong, in words that follow “when”. */
export const faultWords: Record<metrics.Fault, string> = {
  wrong_verdict: 'its verdict was wrong',
  missed_boxes: 'its boxes missed',
  other_image: 'its text was another image’s',
  failed_check: 'its text was another image’s (checks)',
};

function interval(key: 'clustered' | 'exact', field: Field): FileColumn<metrics.FaultyShare> {
  return {
    ...field,
    key,
    headers: [`${key}_kind`, `${key}_low`, `${key}_high`],
    value: (row) => {
      const { low, high } = ends(row[key]);
      return [row[key].kind, low, high];
    },
    text: (row) => intervalText(row[key], inPercent),
    nowrap: true,
  };
}

/** Columns of wrong explanations that won, in the order of their file. */
export function faultyColumns(
  fields: Record<keyof metrics.FaultyShare, Field>,
): FileColumn<metrics.FaultyShare>[] {
  return [
    { ...fields.name, key: 'arm', value: ({ name }) => name, text: ({ name }) => name, heads: true },
    { ...fields.source, key: 'source', value: ({ source }) => source },
    { ...fields.fault, key: 'fault', value: ({ fault }) => fault, text: ({ fault }) => faultWords[fault] },
    {
      ...fields.share,
      key: 'share',
      value: ({ share }) => share,
      text: ({ share }) => percent(share),
      align: 'number',
    },
    interval('clustered', fields.clustered),
    {
      ...fields.k,
      key: 'k',
      value: ({ k }) => k,
      text: ({ k, n }) => `${count(k)} of ${count(n)}`,
      align: 'number',
    },
    { ...fields.n, key: 'n', value: ({ n }) => n, text: ({ n }) => count(n), align: 'number' },
    {
      ...fields.raters,
      key: 'raters',
      value: ({ raters }) => raters,
      text: ({ raters }) => count(raters),
      align: 'number',
    },
    {
      ...fields.images,
      key: 'images',
      value: ({ images }) => images,
      text: ({ images }) => count(images),
      align: 'number',
    },
    interval('exact', fields.exact),
  ];
}
