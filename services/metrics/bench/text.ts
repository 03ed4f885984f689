// Speed of BLEU-2 and ROUGE-L from raw text, beside nltk, sacrebleu and rouge_score on the same texts in the same run where a
// Python has them (PYTHON names it; python3 otherwise): node services/metrics/bench/text.ts
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { uniformSource } from '@fakexplain/statistics/random';
import { z } from 'zod';
import { bleuPresets } from '../src/metrics/text/bleu/presets.ts';
import { bleuStatistics } from '../src/metrics/text/bleu/statistics.ts';
import { rougePresets } from '../src/metrics/text/rouge/presets.ts';
import { rougeL } from '../src/metrics/text/rouge/rouge-l.ts';
import { numberTexts } from '../src/metrics/text/tokens/number-texts.ts';

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

/** What is timed here, by the name under which text.py times the same with the library named. */
const tasks = [
  {
    name: 'nltk',
    what: 'BLEU-2, against nltk given its tokens',
    target: 5,
    run: bleu(bleuPresets['nltk-13a-method1']),
  },
  { name: 'sacrebleu', what: 'BLEU-2, against sacrebleu', target: undefined, run: bleu(bleuPresets.default) },
  { name: 'rouge', what: 'ROUGE-L, against rouge_score', target: 8, run: rouge(rougePresets.default) },
  {
    name: 'rouge-stem',
    what: 'ROUGE-L stemmed, against rouge_score',
    target: undefined,
    run: rouge(rougePresets.stem),
  },
  { name: 'coco', what: 'BLEU-2, preset coco', target: undefined, run: bleu(bleuPresets.coco) },
];

const timing = z.object({ microseconds: z.number(), mean: z.number() });
type Timing = z.infer<typeof timing>;

/** Microseconds a pair takes, the least of the passes that fit into half a second, and the mean score. */
function time(all: readonly Pair[], run: (pair: Pair) => number): Timing {
  let mean = 0;
  let least = Infinity;
  const end = performance.now() + 500;
  while (performance.now() < end) {
    const start = performance.now();
    mean = all.reduce((sum, pair) => sum + run(pair), 0) / all.length;
    least = Math.min(least, performance.now() - start);
  }
  return { microseconds: (least * 1000) / all.length, mean };
}

/** The libraries' timings by task; none where Python or a library is missing. */
async function timeInPython(file: string): Promise<Record<string, Timing>> {
  try {
    const script = join(import.meta.dirname, 'text.py');
    const { stdout } = await promisify(execFile)(process.env['PYTHON'] ?? 'python3', [script, file]);
    return z.record(z.string(), timing).parse(JSON.parse(stdout));
  } catch (error) {
    const [reason] = /^ModuleNotFoundError: .*|spawn .*/m.exec(String(error)) ?? [];
    console.log(`no Python to compare with (${reason ?? String(error)})`);
    return {};
  }
}

console.log(
  `${availableParallelism()} cores, ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.versions.node}; one core used`,
);
const scratch = await mkdtemp(join(tmpdir(), 'fakexplain-bench-text-'));
for (const words of [15, 60]) {
  const all = pairs(2000, words);
  console.log(`\n${all.length} pairs of about ${words} words: microseconds a pair`);
  const file = join(scratch, `${words}.json`);
  await writeFile(file, JSON.stringify(all));
  const libraries = await timeInPython(file);
  for (const { name, what, target, run } of tasks) {
    const ours = time(all, run);
    const theirs = libraries[name];
    const beside = theirs
      ? `${theirs.microseconds.toFixed(1)}: ${(theirs.microseconds / ours.microseconds).toFixed(1)} times as fast${
          target === undefined ? '' : ` (at least ${target})`
        }, means differ by ${Math.abs(ours.mean - theirs.mean).toExponential(0)}`
      : '';
    console.log(`${what.padEnd(40)} ${ours.microseconds.toFixed(1).padStart(6)}  ${beside}`);
  }
}
await rm(scratch, { recursive: true });
