import type { metrics } from '@fakexplain/contract';

/** A metric for tests, with what they do not look at made up. */
export const metric = (
  slug: string,
  { variant = 'default', ...rest }: Partial<metrics.Metric> = {},
): metrics.Metric => ({
  signature: `${slug}|variant:${variant}|v:1`,
  key: variant === 'default' ? slug : `${slug}.${variant}`,
  metric: slug,
  variant,
  title: slug,
  definition: `What ${slug} is.`,
  range: [0, 1],
  better: 'higher',
  of: 'run',
  needs: [],
  readWith: [],
  publishedAs: null,
  ...rest,
});

type Dataset = metrics.Run['dataset'];
export const dataset = (slug: string, rest: Partial<Dataset> = {}): Dataset => ({
  slug,
  title: slug,
  kind: 'ood',
  localisation: 'visible_artifact',
  ...rest,
});

let made = 0;
/** A run of its own id. */
export function run(name: string, on: Dataset, rest: Partial<metrics.Run> = {}): metrics.Run {
  made += 1;
  return {
    id: `00000000-0000-4000-8000-${String(made).padStart(12, '0')}`,
    title: `${name} on ${on.title}`,
    origin: 'import',
    reference: false,
    source: { slug: name.toLowerCase(), name, kind: 'model', demo: false },
    dataset: on,
    explanations: 10,
    scored: 10,
    images: 10,
    createdAt: '2026-11-23T10:00:00Z',
    ...rest,
  };
}

export const measured = ({ signature }: metrics.Metric, value: number): metrics.Measured => ({
  signature,
  n: 10,
  value,
  low: Math.max(0, value - 0.1),
  high: Math.min(1, value + 0.1),
});

export const figure = (
  model: string,
  of: string,
  value: number,
  rest: Partial<metrics.PublishedFigure> = {},
): metrics.PublishedFigure => ({
  table: 'Main',
  model,
  modelSlug: null,
  of,
  metric: 'Acc',
  value,
  note: null,
  source: 'A paper',
  ...rest,
});
