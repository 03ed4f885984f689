import type { FileSample } from './sample-file.ts';

/** A kind of file that other tools write, or that is ours. */
export interface KnownFormat {
  /** For `--format`, or of the command. */
  name: string;
  /** With its article, as in "this looks like a Label Studio export". */
  title: string;
  /** The words after `import` that read it, `FILE` for the file; none where nothing does. */
  command?: string;
  /** What to do where nothing reads it. */
  instead?: string;
  recognises: (sample: FileSample) => boolean;
}

const whose = '--dataset DATASET --source SOURCE';
const answers = (name: string, more = '') =>
  `explanations FILE --format ${name} ${whose} --grammar GRAMMAR --space SPACE${more}`;
const annotations = (name: string, more = '') => `explanations FILE --format ${name} ${whose}${more}`;

/** Every format that is recognised by its content, the more certain ones first. */
export const knownFormats = [
  {
    name: 'coco',
    title: 'a COCO annotation file',
    command: annotations('coco', ' --reference'),
    recognises: json((value) => has(value, 'images', 'annotations')),
  },
  {
    name: 'coco-results',
    title: 'a file of COCO results',
    command: annotations('coco-results', ' --names annotations.json'),
    recognises: json(
      (value) =>
        Array.isArray(value) &&
        has(value[0], 'image_id') &&
        ['bbox', 'segmentation', 'caption'].some((key) => has(value[0], key)),
    ),
  },
  {
    name: 'label-studio',
    title: 'a Label Studio export',
    command: annotations('label-studio', ' --reference'),
    recognises: json((value) => Array.isArray(value) && has(value[0], 'data', 'annotations')),
  },
  {
    name: 'label-studio-task',
    title: 'a single task of Label Studio',
    instead: 'export the project as JSON, a list of tasks; jq -s . makes a list of tasks',
    recognises: json(
      (value) =>
        !Array.isArray(value) &&
        has(value, 'data') &&
        (has(value, 'annotations') || has(value, 'completions')),
    ),
  },
  {
    name: 'label-studio-min',
    title: 'a Label Studio export in JSON_MIN',
    instead: 'its words have no link to their regions any more; export as JSON',
    recognises: json((value) => Array.isArray(value) && has(value[0], 'annotation_id', 'lead_time')),
  },
  {
    name: 'cvat',
    title: 'a CVAT export ("CVAT for images")',
    command: annotations('cvat', ' --reference'),
    recognises: ({ kind, ...sample }) => kind === 'xml' && 'root' in sample && sample.root === 'annotations',
  },
  {
    name: 'voc',
    title: 'a Pascal VOC annotation',
    instead:
      'its boxes may count from 0 or from 1, and pictures without a box have no file; export as CVAT or COCO',
    recognises: ({ kind, ...sample }) => kind === 'xml' && 'root' in sample && sample.root === 'annotation',
  },
  {
    name: 'datumaro',
    title: 'a Datumaro export',
    instead: 'export as CVAT or COCO, which are read',
    recognises: json(
      (value) => has(value, 'items') && (has(value, 'dm_format_version') || has(value, 'categories')),
    ),
  },
  {
    name: 'labelme',
    title: 'an annotation of LabelMe',
    instead: 'bring the files of a folder into one COCO file, which is read',
    recognises: json((value) => has(value, 'shapes', 'imagePath')),
  },
  {
    name: 'via',
    title: 'a project of the VGG Image Annotator',
    instead: 'export the annotations as COCO, which are read',
    recognises: json((value) => has(value, '_via_img_metadata') || has(value, '_via_settings')),
  },
  {
    name: 'ms-swift',
    title: 'a result file of ms-swift',
    command: answers('ms-swift'),
    recognises: json((value) => has(value, 'response', 'images')),
  },
  {
    name: 'openai-batch',
    title: 'a batch output of OpenAI or vLLM',
    command: answers('openai-batch'),
    recognises: json((value) => has(value, 'custom_id') && (has(value, 'response') || has(value, 'error'))),
  },
  {
    name: 'openai-batch-input',
    title: 'a batch input, which holds questions and no answers',
    instead: 'import the output file of the batch',
    recognises: json((value) => has(value, 'custom_id', 'body')),
  },
  {
    name: 'anthropic-batch',
    title: 'a batch output of Anthropic',
    instead:
      "jq -c '{image: .custom_id, text: .result.message.content[0].text}' makes our own form of it (of failed requests the text is null)",
    recognises: json((value) => has(value, 'custom_id', 'result')),
  },
  {
    name: 'gemini-batch',
    title: 'a batch output of Gemini',
    instead:
      "jq -c '{image: .key, text: .response.candidates[0].content.parts[0].text}' makes our own form of it (of failed requests the text is null)",
    recognises: json((value) => has(value, 'key', 'response')),
  },
  {
    name: 'llava-answers',
    title: 'a file of answers of LLaVA',
    instead:
      'its question_id names no image; write lines {"image": …, "text": …} with the images of the questions',
    recognises: json((value) => has(value, 'question_id', 'text') && !has(value, 'image')),
  },
  {
    name: 'lmms-eval',
    title: 'a sample file of lmms-eval',
    command: answers('lmms-eval', ' --names images.csv'),
    recognises: json((value) => has(value, 'doc_id', 'filtered_resps')),
  },
  {
    name: 'lmms-eval-old',
    title: 'a sample file of an older lmms-eval, one JSON document',
    instead: "jq -c '.logs[]' makes the lines of it that are read",
    recognises: json((value) => has(value, 'logs', 'model_configs')),
  },
  {
    name: 'lmms-eval-results',
    title: 'a result file of lmms-eval, which holds totals and no answers',
    instead: 'run it with --log_samples and import the …_samples_….jsonl',
    recognises: json((value) => has(value, 'results', 'n-samples')),
  },
  {
    name: 'vlmevalkit',
    title: 'a prediction table of VLMEvalKit',
    command: answers('vlmevalkit'),
    recognises: (sample) =>
      (sample.kind === 'table' && ['index', 'prediction'].every((name) => sample.columns.includes(name))) ||
      json((value) => Array.isArray(value) && has(value[0], 'index', 'prediction'))(sample),
  },
  {
    name: 'excel',
    title: 'an Excel table',
    instead:
      'a cell may have lost its answer (what begins with "=" is a formula, long texts are cut); write .tsv or .csv: VLMEvalKit does with PRED_FORMAT=tsv',
    recognises: (sample) =>
      sample.kind === 'ole' || (sample.kind === 'zip' && sample.names.includes('[Content_Types].xml')),
  },
  {
    name: 'inspect',
    title: 'a log of inspect',
    command: answers('inspect'),
    recognises: (sample) =>
      (sample.kind === 'zip' && sample.names.includes('_journal/')) ||
      json((value) => has(value, 'eval', 'status'))(sample),
  },
  {
    name: 'fakevlm',
    title: 'an output of FakeVLM',
    command: `predictions fakevlm FILE ${whose}`,
    recognises: json(
      (value) =>
        Array.isArray(value) && (has(value[0], 'image_path', 'output') || has(value[0], 'id', 'caption')),
    ),
  },
  {
    name: 'fakeshield',
    title: 'an output of FakeShield’s DTE-FDM',
    command: `predictions fakeshield FILE ${whose}`,
    recognises: json((value) => has(value, 'image', 'outputs')),
  },
  {
    name: 'fakeclue',
    title: 'a part of FakeClue',
    command: 'fakeclue FOLDER',
    recognises: json((value) => Array.isArray(value) && has(value[0], 'image', 'label', 'conversations')),
  },
  {
    name: 'imdlbenco',
    title: 'the scores of IMDLBenCo',
    command: `predictions imdlbenco FOLDER ${whose}`,
    recognises: json((value) => {
      const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
      return (
        entries.length > 0 &&
        entries.every(([name, score]) => /\.\w+$/.test(name) && typeof score === 'number')
      );
    }),
  },
  {
    name: 'ddl',
    title: 'the predictions.txt of the DDL challenge',
    command: `predictions ddl FOLDER ${whose}`,
    recognises: (sample) =>
      sample.kind === 'table' &&
      sample.columns.length === 2 &&
      /\.\w{3,4}$/.test(sample.columns[0] ?? '') &&
      Number.isFinite(Number(sample.columns[1] || NaN)),
  },
  {
    name: 'fakexplained',
    title: 'a file of training rows',
    command: 'fakexplained FILE --dataset DATASET',
    recognises: json((value) => has(value, 'messages', 'images')),
  },
  {
    name: 'explanations',
    title: 'a file of explanations in our own form',
    command: `explanations FILE ${whose}`,
    recognises: json(
      (value) =>
        has(value, 'source') ||
        ((has(value, 'image') || has(value, 'sha256')) && (has(value, 'explanation') || has(value, 'text'))),
    ),
  },
  {
    name: 'mllm-defake',
    title: 'an output of mllm-defake',
    command: `predictions mllm-defake FILE ${whose}`,
    recognises: table('path', 'label', 'pred'),
  },
  {
    name: 'deepsafe',
    title: 'a score matrix of deepsafe',
    command: `predictions scores FILE ${whose} --column prob_DETECTOR --names files.csv`,
    recognises: (sample) =>
      sample.kind === 'table' &&
      sample.columns.includes('id') &&
      sample.columns.some((name) => name.startsWith('prob_')),
  },
  {
    name: 'manifest',
    title: 'a list of images with labels',
    command: 'manifest FILE --dataset DATASET',
    recognises: table('path', 'label'),
  },
  {
    name: 'scores',
    title: 'a table of scores',
    command: `predictions scores FILE ${whose}`,
    recognises: table('score'),
  },
  {
    name: 'parquet',
    title: 'a Parquet file',
    command: 'parquet FILE --dataset DATASET',
    recognises: ({ kind }) => kind === 'parquet',
  },
  {
    name: 'pickle',
    title: 'a Python pickle',
    instead: 'it could run any program when it is read, so nothing here reads it; write JSON or CSV',
    recognises: ({ kind }) => kind === 'pickle',
  },
  {
    name: 'numpy',
    title: 'a NumPy array',
    instead: 'write masks as PNG and scores as CSV or JSONL',
    recognises: ({ kind }) => kind === 'numpy',
  },
  {
    name: 'picture',
    title: 'a picture',
    instead: 'pictures go in by their folder: import folder, or import predictions masks',
    recognises: ({ kind }) => kind === 'picture',
  },
  {
    name: 'html',
    title: 'a web page',
    instead: 'a download may have given it in place of the file',
    recognises: ({ kind, ...sample }) =>
      kind === 'xml' && 'root' in sample && sample.root.toLowerCase() === 'html',
  },
  {
    name: 'git-lfs',
    title: 'a pointer of Git LFS, which stands for the file',
    instead: 'git lfs pull fetches the file itself',
    recognises: ({ kind }) => kind === 'git-lfs',
  },
  {
    name: 'gzip',
    title: 'a gzip file',
    instead: 'unpack it first, with gunzip',
    recognises: ({ kind }) => kind === 'gzip',
  },
  {
    name: 'zip',
    title: 'a ZIP archive',
    instead: 'unpack it first',
    recognises: ({ kind }) => kind === 'zip',
  },
  {
    name: 'utf-16',
    title: 'a text in UTF-16, as Excel writes it',
    instead: 'save it as UTF-8',
    recognises: ({ kind }) => kind === 'utf-16',
  },
] as const satisfies KnownFormat[];

export type FormatName = (typeof knownFormats)[number]['name'];

/** Formats of other tools that `import explanations --format` takes: annotations, and texts of models, which need a grammar. */
export const answerFormats = {
  coco: 'annotations',
  'coco-results': 'annotations',
  'label-studio': 'annotations',
  cvat: 'annotations',
  'ms-swift': 'texts',
  'openai-batch': 'texts',
  'lmms-eval': 'texts',
  vlmevalkit: 'texts',
  inspect: 'texts',
} as const satisfies Partial<Record<FormatName, 'annotations' | 'texts'>>;

export type AnswerFormat = keyof typeof answerFormats;

export const isAnswerFormat = (name: string): name is AnswerFormat => Object.hasOwn(answerFormats, name);

export const answerFormatNames = Object.keys(answerFormats).filter(isAnswerFormat);

/** The kind of a file; undefined where nothing is recognised. */
export const recognise = (sample: FileSample): (typeof knownFormats)[number] | undefined =>
  knownFormats.find(({ recognises }) => recognises(sample));

/** "a Label Studio export; use: npm run fakexplain -- import explanations …" */
export function inWords({ title, command, instead }: KnownFormat, file: string): string {
  const advice =
    command === undefined ? instead : `use: npm run fakexplain -- import ${command.replace('FILE', file)}`;
  return `${title}; ${advice}`;
}

/** What is read, in words: "a COCO annotation file, a Label Studio export, …" */
export const readFormatsInWords = (): string =>
  knownFormats
    .flatMap((format: KnownFormat) => (format.command === undefined ? [] : format.title))
    .join(', ');

function json(recognises: (value: unknown) => boolean): KnownFormat['recognises'] {
  return (sample) => sample.kind === 'json' && recognises(sample.value);
}

function table(...columns: string[]): KnownFormat['recognises'] {
  return (sample) =>
    sample.kind === 'table' &&
    sample.separator === ',' &&
    columns.every((name) => sample.columns.includes(name));
}

const has = (value: unknown, ...keys: string[]): boolean =>
  typeof value === 'object' && value !== null && keys.every((key) => Object.hasOwn(value, key));
