import type { metrics } from '@fakexplain/contract';
import { csv, type Cell } from '../download/csv.ts';
import { warningText } from './warnings.ts';

const sliceWords = ({ kind, value }: metrics.Benchmark['slice']): string =>
  kind === 'all' ? 'all images' : `${kind} = ${value}`;

/** Measured values, one row for each run and metric, every one with its signature. */
export function measuredCsv({ metrics: known, rows, slice, unscored }: metrics.Benchmark): string {
  const bySignature = new Map(known.map((metric) => [metric.signature, metric]));
  const header = [
    'dataset',
    'source',
    'source_name',
    'source_kind',
    'demo',
    'reference',
    'run',
    'run_title',
    'created_at',
    'images',
    'explanations',
    'scored',
    'metric',
    'signature',
    'value',
    'low',
    'high',
    'n',
    'warnings',
  ];
  const lines = rows.flatMap(({ run, values, warnings }) =>
    values.map((value): Cell[] => {
      const metric = bySignature.get(value.signature);
      return [
        run.dataset.slug,
        run.source.slug,
        run.source.name,
        run.source.kind,
        run.source.demo,
        run.reference,
        run.id,
        run.title,
        run.createdAt,
        run.images,
        run.explanations,
        run.scored,
        metric?.key ?? null,
        value.signature,
        value.value,
        value.low,
        value.high,
        value.n,
        warnings.length > 0 ? warnings.map(warningText).join('; ') : null,
      ];
    }),
  );
  const comments = [
    'FakeXplain Arena: measured values',
    `Slice: ${sliceWords(slice)}`,
    `Explanations still to be scored: ${unscored}`,
    'Only values with the same signature may be compared.',
    ...known.map((metric) => `${metric.key} = ${metric.title}: ${metric.definition}`),
  ];
  return csv(comments, header, lines);
}

/** Figures as papers print them, one row each. */
export function publishedCsv(figures: readonly metrics.PublishedFigure[]): string {
  const comments = [
    'FakeXplain Arena: figures as published, not measured here',
    'How they were computed is not known unless the note says so.',
  ];
  const header = ['table', 'model', 'of', 'metric', 'value', 'note', 'source'];
  return csv(
    comments,
    header,
    figures.map(({ table, model, of, metric, value, note, source }) => [
      table,
      model,
      of,
      metric,
      value,
      note,
      source,
    ]),
  );
}
