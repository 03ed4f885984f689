// Speed of BLEU-2 and ROUGE-L from raw text, beside nltk, sacrebleu, rouge_score and rouge-score-rs (Rust) on the same texts in the
// same run where a Python has them (PYTHON names it; python3 otherwise): node services/metrics/bench/text.ts
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { uniformSource } from '@fakexplain/statistics/random';
import { bleuPresets } from '../src/metrics/text/bleu/presets.ts';
import { bleuStatistics } from '../src/metrics/text/bleu/statistics.ts';
import { rougePresets } from '../src/metrics/text/rouge/presets.ts';
import { rougeL } from '../src/metrics/text/rouge/rouge-l.ts';
import { numberTexts } from '../src/metrics/text/tokens/number-texts.ts';
import { duel, startPeer } from './peer.ts';

interface Pair {
  hypothesis: string;
  reference: string;
}

const vocabulary =
  `the a of and with left right hand fingers eyes shadow texture fur skin background letters sign window wall
  teeth ear hair legs beak lighting perspective edges are is appears merging melted blurred distorted extra missing unnatural
  overly smooth six 2.5 over-sharp doesn't man's illegible realistically metallic, impossible. geometry; (inverted)`
    .split(/\s+/)
    .filter((word) => word !== '');

/** Pairs of texts of about `words` words, four in ten of them changed. */
function pairs(count: number, words: number): Pair[] {
  const uniform = uniformSource(words);
  const word = () => vocabulary[Math.floor(uniform() * vocabulary.length)] ?? '';
  return Array.from({ length: count }, () => {
    const length = Math.round(words * (0.6 + 0.8 * uniform()));
    const reference = Array.from({ length }, word);
    const hypothesis = reference.flatMap((each) => {
      const chance = uniform();
      return chance < 0.1 ? [] : chance < 0.3 ? [word()] : chance < 0.4 ? [each, word()] : [each];
    });
    return { hypothesis: hypothesis.join(' '), reference: reference.join(' ') };
  });
}

function bleu(preset: (typeof bleuPresets)[keyof typeof bleuPresets]) {
  return ({ hypothesis, reference }: Pair) => {
    const [own = [], theirs = []] = numberTexts([hypothesis, reference])(preset.tokens);
    return preset.score(bleuStatistics(own, [theirs]));
  };
}

function rouge({ tokens }: (typeof rougePresets)[keyof typeof rougePresets]) {
  return ({ hypothesis, reference }: Pair) => {
    const [own = [], theirs = []] = numberTexts([hypothesis, reference])(tokens);
    return rougeL(own, [theirs]).f1;
  };
}

/** What is timed, by the library that text.py times with the same. */
const tasks = [
  { task: 'nltk', what: 'BLEU-2, its tokens given', target: 5, run: bleu(bleuPresets['nltk-13a-method1']) },
  { task: 'sacrebleu', what: 'BLEU-2', target: 25, run: bleu(bleuPresets.default) },
  { task: 'rouge_score', what: 'ROUGE-L', target: 8, run: rouge(rougePresets.default) },
  { task: 'rouge_score_rs', what: 'ROUGE-L', target: 1, run: rouge(rougePresets.default) },
  { task: 'rouge_score_rs with stemmer', what: 'ROUGE-L stemmed', target: 1, run: rouge(rougePresets.stem) },
];

console.log(
  `${availableParallelism()} cores, ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.versions.node}; one core used`,
);
const scratch = await mkdtemp(join(tmpdir(), 'fakexplain-bench-text-'));
for (const { words, count } of [
  { words: 15, count: 1_000 },
  { words: 60, count: 250 },
  { words: 300, count: 50 },
]) {
  const all = pairs(count, words);
  console.log(`\n${all.length} pairs of about ${words} words`);
  const file = join(scratch, `${words}.json`);
  await writeFile(file, JSON.stringify(all));
  const peer = startPeer('text.py', file);
  for (const { run, ...each } of tasks) {
    const target = words === 15 && each.task.startsWith('rouge_score_rs') ? 1.3 : each.target;
    await duel(peer, { ...each, target, work: () => all.map(run) });
  }
  peer.stop();
}
await rm(scratch, { recursive: true });
