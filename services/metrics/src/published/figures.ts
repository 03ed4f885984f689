import type { metrics } from '@fakexplain/contract';

type Figure = metrics.PublishedFigure;
type Metric = Figure['metric'];
/** As printed: "—" is a cell that the paper leaves empty. */
type Cell = number | '—';

const source = 'FakeXplain, ICLR 2026';

/** The slugs of the manifests whose models the paper's tables have. */
const slugs: Readonly<Record<string, string>> = {
  DIRE: 'dire',
  FakeShield: 'fakeshield',
  FakeVLM: 'fakevlm',
  LEGION: 'legion',
  NPR: 'npr',
  ObjectFormer: 'objectformer',
  SegFormer: 'segformer',
};

/** How a metric was computed, where it is not evident from the paper. */
const unknowns: Partial<Record<Metric, string>> = {
  IoU: 'which IoU, and over which images, is not published',
  'BLEU-2': 'tokens, smoothing and references are not published',
  'ROUGE-L': 'tokens, stemming and references are not published',
};

function figure(
  cell: Omit<Figure, 'modelSlug' | 'note' | 'source' | 'value'> & { value: Cell; note?: string },
): Figure[] {
  const { value, note, ...rest } = cell;
  if (value === '—') return [];
  const notes = [note, unknowns[cell.metric]].filter((text) => text !== undefined);
  return [
    {
      ...rest,
      modelSlug: slugs[cell.model] ?? null,
      value,
      note: notes.length > 0 ? notes.join('; ') : null,
      source,
    },
  ];
}

/** A table whose columns are models and whose rows are something else, of one or more metrics a cell. */
function grid(
  table: string,
  columns: readonly { model: string; metrics: readonly Metric[] }[],
  rows: Record<string, readonly Cell[]>,
  notes: Record<string, string> = {},
): Figure[] {
  const places = columns.flatMap(({ model, metrics }) => metrics.map((metric) => ({ model, metric })));
  return Object.entries(rows).flatMap(([of, cells]) =>
    places.flatMap(({ model, metric }, index) => {
      const note = notes[`${model} ${of} ${metric}`];
      return figure({ table, model, of, metric, value: cells[index] ?? '—', ...(note && { note }) });
    }),
  );
}

const both = ['Acc', 'IoU'] as const;
const detection = grid(
  'Detection and localisation',
  [
    { model: 'FakeXplainer', metrics: both },
    { model: 'ObjectFormer', metrics: both },
    { model: 'SegFormer', metrics: both },
    { model: 'FakeVLM', metrics: ['Acc'] },
  ],
  {
    Diffusion: [0.983, 0.356, 0.954, 0.287, 0.945, 0.29, 0.919],
    GAN: [0.955, 0.337, 0.95, 0.28, 0.941, 0.279, 0.827],
    DiT: [0.983, 0.354, 0.954, 0.293, 0.945, 0.289, 0.889],
    Others: [0.978, 0.348, 0.953, 0.369, 0.944, 0.287, 0.87],
    Overall: [0.982, 0.36, 0.954, 0.299, 0.945, 0.289, 0.828],
  },
  {
    'FakeXplainer Overall IoU': 'above the value of every category, so no weighted mean of them',
    'FakeVLM Overall Acc': 'below the value of three of the four categories',
  },
);

const [before, after] = ['before fine-tuning', 'after fine-tuning'];
const reasoningModels = [
  `InternVL3-8B, ${before}`,
  `InternVL3-8B, ${after}`,
  `MiMo-VL-7B-RL, ${before}`,
  `MiMo-VL-7B-RL, ${after}`,
  `Qwen2.5-VL-32B, ${before}`,
  `Qwen2.5-VL-32B, ${after}`,
  'FakeShield',
  'LEGION',
];
const reasoningRows: [Metric, Cell[]][] = [
  ['Acc', [0.584, 0.928, 0.515, 0.92, 0.734, 0.982, 0.801, 0.583]],
  ['IoU', [0.039, 0.134, '—', '—', 0.044, 0.36, 0.028, 0.098]],
  ['BLEU-2', [0.061, 0.232, 0.083, 0.249, 0.08, 0.267, 0.004, 0.072]],
  ['ROUGE-L', [0.059, 0.225, 0.076, 0.239, 0.076, 0.251, 0.003, 0.055]],
];
/** One figure for each model and metric: `of` has nothing further to say. */
const reasoning = reasoningRows.flatMap(([metric, cells]) =>
  reasoningModels.flatMap((model, index) =>
    figure({ table: 'Reasoning', model, of: 'all', metric, value: cells[index] ?? '—' }),
  ),
);

const outOfDistribution = grid(
  'Out of distribution',
  ['FakeXplainer', 'NPR', 'DIRE', 'FakeShield', 'LEGION'].map((model) => ({
    model,
    metrics: ['Acc'] as const,
  })),
  {
    FakeClue: [0.852, 0.833, 0.727, 0.55, 0.172],
    Chameleon: [0.843, 0.794, 0.752, 0.587, 0.197],
    'GPT-Image-1': [0.801, 0.79, 0.793, 0.752, 0.238],
    'FaceForensics++': [0.864, 0.861, 0.85, 0.773, 0.395],
    'MMFR-Dataset': [0.874, 0.569, 0.624, 0.71, 0.193],
  },
);

const ablations = grid('Ablations', [{ model: 'FakeXplainer', metrics: ['Acc', 'IoU', 'BLEU-2'] }], {
  '3B': [0.842, 0.185, 0.195],
  '7B': [0.958, 0.255, 0.246],
  '32B': [0.982, 0.36, 0.267],
  'no fine-tuning (32B)': [0.734, 0.044, 0.08],
  'SFT only': [0.893, 0.043, 0.183],
  'GRPO, w_G = 1 fixed': [0.937, 0.265, 0.257],
  'GRPO, w_G = 0.5 fixed': [0.974, 0.223, 0.261],
  'no boxes': [0.952, '—', 0.164],
  'no captions': [0.942, 0.265, '—'],
  'no tags': [0.962, 0.358, 0.243],
  'label only': [0.937, '—', '—'],
});

const human = { table: 'Human study', metric: 'Preferred' } as const;
const humanStudy = [
  figure({
    table: human.table,
    metric: 'Votes',
    model: 'all comparisons',
    of: 'non-neutral votes',
    value: 1525,
    note: 'how many belong to which comparison is not published, and the two percentages cannot share this denominator',
  }),
  figure({ ...human, model: 'Human annotation', of: 'against FakeXplainer', value: 0.529 }),
  figure({ ...human, model: 'FakeXplainer', of: 'against LEGION and FakeShield', value: 0.9975 }),
].flat();

const figures = [detection, reasoning, outOfDistribution, ablations, humanStudy].flat();

/** The paper's tables as published, cell by cell: nothing here is computed from anything else. */
export const publishedFigures = (): Figure[] => structuredClone(figures);
