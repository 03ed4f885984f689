import { type metrics, problemSchema } from '@fakexplain/contract';
import { fieldTexts } from '#lib/languages/field-texts.ts';
import { sayIn } from '#lib/languages/say.ts';
import { servedTexts } from '#lib/languages/served-texts.ts';

const say = sayIn(servedTexts);

/** A sentence of a service in the language of the pages; in English where it has none there. */
export const said = (text: string): string => say(text) ?? text;

/** Metrics with title and definition in the language of the pages. */
export const saidMetrics = (all: readonly metrics.Metric[]): metrics.Metric[] =>
  all.map((metric) => ({ ...metric, title: said(metric.title), definition: said(metric.definition) }));

/** Figures of papers, with what is noted of them in the language of the pages. */
export const saidFigures = (all: readonly metrics.PublishedFigure[]): metrics.PublishedFigure[] =>
  all.map(({ table, note, ...figure }) => ({
    ...figure,
    table: said(table),
    note: note === null ? null : said(note),
  }));

/** What is measured and published, in the language of the pages. */
export const saidBenchmark = (benchmark: metrics.Benchmark): metrics.Benchmark => ({
  ...benchmark,
  metrics: saidMetrics(benchmark.metrics),
  published: saidFigures(benchmark.published),
});

/** A sentence that has no translation stands behind the kind of problem, which has one. */
function saidDetail(detail: string, title: string): string {
  const translated = say(detail);
  return translated ?? (said(title) === title ? detail : `${said(title)}: ${detail}`);
}

/** Fetches as `fetcher` does; why something was refused comes in the language of the pages. */
export const fetchSaying =
  (fetcher: typeof fetch): typeof fetch =>
  async (input, init) => {
    const response = await fetcher(input, init);
    if (response.ok || Object.keys(servedTexts).length === 0) return response;
    const problem = problemSchema.safeParse(
      await response
        .clone()
        .json()
        .catch(() => null),
    );
    if (!problem.success) return response;
    const { title, detail, errors, ...rest } = problem.data;
    const document = {
      ...rest,
      title: said(title),
      ...(detail !== undefined && { detail: saidDetail(detail, title) }),
      ...(errors && {
        errors: errors.map(({ path, title: field = '', message }) => ({
          path,
          // What a page has no word for is named by its path.
          ...(fieldTexts[field] && { title: fieldTexts[field] }),
          message: said(message),
        })),
      }),
    };
    const { status, headers } = response;
    return Response.json(document, { status, headers: withoutLength(headers) });
  };

function withoutLength(headers: Headers): Headers {
  const kept = new Headers(headers);
  kept.delete('content-length');
  kept.delete('content-encoding');
  return kept;
}
