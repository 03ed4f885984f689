import type { catalog } from '@fakexplain/contract';
import { given, number, text, type Typed } from '../maintain/form-fields.ts';

/** What can be sent, in words, sets first. */
export const formWords: Record<catalog.ImportForm, { name: string; hint: string }> = {
  folder: {
    name: 'Images in folders',
    hint: 'A ZIP or tar with a folder for each label: real/, fake/, and what you name.',
  },
  manifest: {
    name: 'Images and a list',
    hint: 'A ZIP or tar of images with a CSV or JSONL: path, label and more.',
  },
  parquet: { name: 'Parquet', hint: 'Images with their bytes and labels, one file or an archive of shards.' },
  fakexplained: {
    name: 'Images and training rows',
    hint: 'A ZIP or tar of images with FakeXplain’s JSONL, perhaps with manifest.yaml.',
  },
  explanations: {
    name: 'Explanations',
    hint: 'One a line, or a file of COCO, Label Studio, CVAT, VLMEvalKit and others.',
  },
  scores: { name: 'Scores', hint: 'A table of image and probability.' },
  masks: { name: 'Masks', hint: 'A ZIP or tar with a mask for each image.' },
  fakevlm: { name: 'Answers of FakeVLM', hint: 'The JSON of its eval.py.' },
  'mllm-defake': { name: 'Answers of MLLM-Defake', hint: 'Its CSV.' },
};

/** Sets bring images; the others say something of images that are there. */
export const isSet = (form: catalog.ImportForm): boolean =>
  ['folder', 'manifest', 'parquet', 'fakexplained'].includes(form);

/**
 * The settings of an import from the form's fields. Nothing is judged here: the service says what is wrong. An empty field is
 * left out, so that the service's default holds.
 */
export function settingsFrom(form: FormData): unknown {
  const words = (...keys: string[]) =>
    given(Object.fromEntries(keys.map((key) => [key, text(form, key) || undefined])));
  const slug = text(form, 'source_slug');
  const source = given({
    slug,
    name: text(form, 'source_name') || undefined,
    kind: text(form, 'source_kind') || undefined,
  });
  const area = text(form, 'verdictArea');
  return {
    form: text(form, 'form'),
    dataset: text(form, 'dataset'),
    ...words('title', 'kind', 'licence', 'source', 'localisation', 'language', 'rows', 'root'),
    ...words('grammar', 'space', 'positive', 'column'),
    ...given({
      source: slug === '' ? undefined : source,
      threshold: number(form, 'threshold'),
      verdictArea: area === 'none' ? null : number(form, 'verdictArea'),
      labels: pairs(form, 'labels'),
      columns: pairs(form, 'columns'),
      generators: form.has('generators') || undefined,
      reference: form.has('reference') || undefined,
      scaleMasks: form.has('scaleMasks') || undefined,
    }),
    // Where a dataset comes from, and who explains, have the same name in different forms.
    ...(text(form, 'origin') !== '' && { source: text(form, 'origin') }),
  };
}

/** Lines `name=value`; a line without a value is kept with an empty one, which the service refuses. */
function pairs(form: FormData, key: string): Record<string, string> | undefined {
  const lines = text(form, key)
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '');
  if (lines.length === 0) return undefined;
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.lastIndexOf('=');
      return at < 0 ? [line.trim(), ''] : [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    }),
  );
}

const written = (pairs: Record<string, string | undefined> | undefined) =>
  Object.entries(pairs ?? {})
    .flatMap(([name, value]) => (value === undefined ? [] : `${name}=${value}`))
    .join('\n');

/** The fields of the form that give these settings. */
export function typedFrom(settings: catalog.ImportSettings): Typed {
  const typed: Record<string, string> = {};
  for (const [key, value] of Object.entries(settings)) {
    if (key === 'source' && typeof value === 'string') typed['origin'] = value;
    else if (typeof value === 'string' || typeof value === 'number') typed[key] = String(value);
    else if (value === true) typed[key] = 'on';
    else if (key === 'verdictArea' && value === null) typed[key] = 'none';
  }
  if ('labels' in settings) typed['labels'] = written(settings.labels);
  if ('columns' in settings) typed['columns'] = written(settings.columns);
  if ('source' in settings && typeof settings.source === 'object') {
    const { slug, name, kind } = settings.source;
    Object.assign(typed, given({ source_slug: slug, source_name: name, source_kind: kind }));
  }
  return typed;
}
