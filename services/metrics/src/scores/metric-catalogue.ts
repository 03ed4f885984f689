import type { metrics } from '@fakexplain/contract';
import { parseShareSignature, rankingMetrics, verdictMetrics } from './kernels/detection/index.ts';
import { localisationSignatures } from './kernels/localisation/index.ts';
import { signatureString, type MetricSignature } from './kernels/signature.ts';
import { bleuPresets, rougePresets } from './kernels/text/index.ts';
import type { ExplanationScores } from './score-explanation.ts';

type Words = Pick<metrics.Metric, 'title' | 'definition'>;

/** All our metrics lie between 0 and 1. */
const describe = (
  signature: MetricSignature,
  words: Words,
  better: 'higher' | 'lower' = 'higher',
): metrics.Metric => ({
  signature: signatureString(signature),
  metric: signature.metric,
  variant: signature.variant,
  ...words,
  range: [0, 1],
  better,
});

const detection: Record<string, Words> = {
  acc: {
    title: 'Accuracy',
    definition:
      'Right verdicts / all images. An output without a verdict is wrong. Needs real and generated images.',
  },
  acc_parsed: {
    title: 'Accuracy among parsed',
    definition:
      'Right verdicts / outputs with a verdict. Flatters whoever parses seldom: see the coverage beside it.',
  },
  coverage: { title: 'Coverage', definition: 'Outputs with a verdict / all images.' },
  acc_real: {
    title: 'Accuracy on real',
    definition: 'Real images called real / real images. An output without a verdict is wrong.',
  },
  acc_fake: {
    title: 'Accuracy on generated',
    definition: 'Generated images called generated / generated images. An output without a verdict is wrong.',
  },
  balanced_acc: {
    title: 'Balanced accuracy',
    definition: 'Mean of the accuracies on real and on generated images.',
  },
  precision: {
    title: 'Precision',
    definition: 'Generated images among those called generated. Undefined where nothing is called generated.',
  },
  recall: {
    title: 'Recall',
    definition:
      'Generated images called generated / generated images; all that a set of generated images can tell.',
  },
  f1: {
    title: 'F1',
    definition: 'Harmonic mean of precision and recall; a generated image without a verdict is missed.',
  },
  auroc: {
    title: 'AUROC',
    definition:
      'Chance that a generated image has a higher probability than a real one, ties half. Over outputs with a probability. With hard verdicts for probabilities it is the balanced accuracy.',
  },
  ap: {
    title: 'Average precision',
    definition:
      'Step sum of precision over recall by falling probability, ties grouped, as scikit-learn. Over outputs with a probability.',
  },
};

const wordsOf = (slug: string): Words => detection[slug] ?? { title: slug, definition: '' };

const generatedOnly =
  'Mean over generated images with a marked reference; no prediction scores 0; several annotators: their mean.';
const texts =
  'Texts are all descriptions in order, or the prose where nothing is marked. Mean over images with a reference text; an empty text scores 0.';

/** A column of `metrics.scores` whose mean over images is a metric. */
export type MeanColumn = Exclude<keyof ExplanationScores, 'verdictRight' | 'parsed' | 'bleu2Statistics'>;

/** Metrics that are values of single explanations, by the column that holds them; runs have their means. */
export const explanationMetrics: Readonly<Record<MeanColumn, metrics.Metric>> = {
  iouUnion: describe(localisationSignatures.iou_union, {
    title: 'IoU (union)',
    definition: `Area common to all predicted and all reference regions / area covered by either, boxes exactly, masks in pixels. ${generatedOnly}`,
  }),
  iouMatched: describe(localisationSignatures.iou_matched, {
    title: 'IoU (matched)',
    definition: `One-to-one matching of greatest total IoU / the greater number of regions. ${generatedOnly}`,
  }),
  iouCentreGreedy: describe(localisationSignatures.iou_centre_greedy, {
    title: 'IoU (centre-greedy)',
    definition: `The training reward's IoU with its defects corrected: predictions in order take the nearest free reference by centre; sum of IoU / references; surplus predictions are free. ${generatedOnly}`,
  }),
  falseAlarmArea: describe(
    localisationSignatures.false_alarm_area,
    {
      title: 'False-alarm area',
      definition: 'Share of a real image covered by predicted regions; mean over real images.',
    },
    'lower',
  ),
  bleu2: describe(bleuPresets.default.signature, {
    title: 'BLEU-2',
    definition: `Sentence BLEU of orders 1–2 as sacrebleu: 13a tokens, exponential smoothing, effective order, closest reference. ${texts}`,
  }),
  bleu2NltkMethod0: describe(bleuPresets['nltk-ws-method0'].signature, {
    title: 'BLEU-2 (nltk, method0)',
    definition: `nltk's sentence_bleu without smoothing on words between white space. ${texts}`,
  }),
  bleu2NltkMethod1: describe(bleuPresets['nltk-13a-method1'].signature, {
    title: 'BLEU-2 (nltk, method1)',
    definition: `nltk's sentence_bleu with smoothing method1 on 13a tokens. ${texts}`,
  }),
  bleu2Coco: describe(
    { ...bleuPresets.coco.signature, variant: 'coco-sentence', averaging: 'sentence' },
    {
      title: 'BLEU-2 (COCO, by image)',
      definition: `pycocoevalcap's Bleu_2 of each image on its tokens (lower case, no punctuation). ${texts}`,
    },
  ),
  rougeL: describe(rougePresets.default.signature, {
    title: 'ROUGE-L',
    definition: `F1 of the longest common subsequence as rouge_score: a–z and 0–9 in lower case, no stemmer, best reference. ${texts}`,
  }),
  rougeLStemmed: describe(rougePresets.stem.signature, {
    title: 'ROUGE-L (stemmed)',
    definition: `As ROUGE-L, with rouge_score's Porter stemmer. ${texts}`,
  }),
  rougeLUnicode: describe(rougePresets['unicode-words'].signature, {
    title: 'ROUGE-L (any script)',
    definition: `As ROUGE-L, with words of any script for tokens. ${texts}`,
  }),
};

/** BLEU-2 of the summed counts of all images. */
export const corpusBleuMetric = describe(bleuPresets['sacrebleu-corpus'].signature, {
  title: 'BLEU-2 (corpus)',
  definition:
    'Corpus BLEU of orders 1–2 as sacrebleu, 13a tokens, closest reference: one score of the counts of all images with a reference text.',
});

export const parseOkMetric = describe(parseShareSignature, {
  title: 'Parsed fully',
  definition: 'Share of outputs in which everything parsed; neither partial nor failed counts.',
});

const verdictCatalogue = verdictMetrics.map(({ slug, signature }) => describe(signature, wordsOf(slug)));
const rankingCatalogue = rankingMetrics.map(({ slug, signature }) => describe(signature, wordsOf(slug)));

const { bleu2, bleu2NltkMethod0, bleu2NltkMethod1, bleu2Coco, ...otherMeans } = explanationMetrics;
const { rougeL, rougeLStemmed, rougeLUnicode, ...whereMetrics } = otherMeans;

/** Every metric that a run can have, in the order of pages. */
export const metricCatalogue: readonly metrics.Metric[] = [
  ...verdictCatalogue,
  ...rankingCatalogue,
  ...Object.values(whereMetrics),
  bleu2,
  corpusBleuMetric,
  bleu2NltkMethod0,
  bleu2NltkMethod1,
  bleu2Coco,
  rougeL,
  rougeLStemmed,
  rougeLUnicode,
  parseOkMetric,
];
