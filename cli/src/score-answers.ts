// Scores answers with the product's own parser and metrics.
//
//   node cli/src/score-answers.ts answers.jsonl        (Node 24, from the repository's root)
//
// A line is {"text", "image": {"width", "height"}, "label", "regions": [{"box", "description"}], "reasoning", "resize": {…}}: the model's
// text, and the reference in pixels of the original image. Prints one JSON object of means; with --each, one line an answer before it.
import { readFileSync } from 'node:fs';
import {
  parseExplanation,
  type ImageSize,
  type Region,
  type SmartResizeSettings,
  type Verdict,
} from '@fakexplain/explanation';
import { scoreExplanation, valueIn } from '@fakexplain/metrics/metrics/registry.ts';

interface Line {
  text: string;
  image: ImageSize;
  label: Verdict;
  regions: Region[];
  reasoning: string;
  resize: SmartResizeSettings;
}

const [file, each] = process.argv.slice(2);
if (file === undefined) throw new Error('usage: node cli/src/score-answers.ts answers.jsonl [--each]');

const scored = readFileSync(file, 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => {
    const { text, image, label, regions, reasoning, resize } = JSON.parse(line) as Line;
    const cleaned = text.replace(/<\|im_end\|>[^]*$/, '');
    const { explanation, status, problems } = parseExplanation(cleaned, {
      grammar: 'qwen2.5-vl',
      space: 'qwen-smart-resized',
      image,
      resize,
    });
    const failed = status === 'failed';
    const scores = scoreExplanation({
      label,
      size: image,
      localisation: 'visible_artifact',
      language: null,
      explanation: failed ? { verdict: null, regions: [], reasoning: '' } : explanation,
      references: [{ regions, reasoning }],
    });
    if (each === '--each') console.log(JSON.stringify({ status, problems, scores }));
    return { label, status, scores };
  });

function mean(values: (number | boolean | null)[]): number | null {
  const known = values.filter((value) => value !== null).map(Number);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

const of = (label: Verdict) => scored.filter((one) => one.label === label);
console.log(
  JSON.stringify({
    n: scored.length,
    parse_ok: mean(scored.map(({ status }) => status === 'ok')),
    acc: mean(scored.map(({ scores }) => valueIn(scores, 'acc'))),
    acc_real: mean(of('real').map(({ scores }) => valueIn(scores, 'acc'))),
    acc_generated: mean(of('generated').map(({ scores }) => valueIn(scores, 'acc'))),
    iou_union: mean(scored.map(({ scores }) => valueIn(scores, 'iou_union'))),
    iou_centre_greedy: mean(scored.map(({ scores }) => valueIn(scores, 'iou_centre_greedy'))),
    bleu2: mean(scored.map(({ scores }) => valueIn(scores, 'bleu2'))),
    rouge_l: mean(scored.map(({ scores }) => valueIn(scores, 'rouge_l'))),
  }),
);
