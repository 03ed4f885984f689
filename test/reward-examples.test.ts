import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { call, metrics } from '@fakexplain/contract';
import { cloneDatabase, type ClonedDatabase } from '@fakexplain/database/testing';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import type { Service } from '../cli/src/stack/child-service.ts';
import { startMetrics } from './harness/catalog-and-metrics.ts';
import { lackOf, python } from './harness/python.ts';

const run = promisify(execFile);
const examples = join(import.meta.dirname, '../examples/rewards');
const noPython = await lackOf();
const noTrl = await lackOf('trl>=1', 'torchvision');
const noSwift = await lackOf('swift', 'msgspec', 'qwen_vl_utils', 'torchvision');
const noVerl = await lackOf('verl');
const noOpenRlhf = await lackOf('openrlhf', 'peft', 'ray', 'torchdata');

let database: ClonedDatabase;
let service: Service;
beforeAll(async () => {
  database = await cloneDatabase();
  service = await startMetrics(database.url);
});
afterAll(async () => {
  await service?.stop();
  await database?.close();
});

const reference = {
  image: { width: 100, height: 100 },
  label: 'generated' as const,
  regions: [{ box: [0, 0, 50, 50] as [number, number, number, number], description: 'a melted ear' }],
};
const perfect =
  '<think><ref>a melted ear</ref><box>[[0, 0, 500, 500]]</box><tag>anatomy</tag></think><verdict>generated</verdict>';
const texts = [perfect, '<think>Nothing.</think><verdict>real</verdict>', 'the weather is fine'];
const family = { grammar: 'internvl', space: 'norm-1000' } as const;
/** The same in Qwen's markup, whose markers are special tokens of the tokenizer. */
const marked = texts.map((text) =>
  text
    .replace('<ref>a melted ear</ref>', '<|object_ref_start|>a melted ear<|object_ref_end|>')
    .replace('<box>[[0, 0, 500, 500]]</box>', '<|box_start|>(0,0),(50,50)<|box_end|>'),
);

const { image, ...regions } = reference;
const given = { image, reference: regions };

async function expected(settings: Partial<metrics.RewardRequest> = {}): Promise<number[]> {
  const items = texts.map((completion) => ({ completion, ...given }));
  const body = { ...family, ...settings, items };
  const { rewards } = await call(metrics.computeRewards, { body }, { baseUrl: service.address });
  return rewards.map(({ total }) => total);
}

/** What train_grpo.py and train_swift.py print. */
const trainedSchema = z.object({
  rewarded: z.array(z.object({ texts: z.array(z.string()), totals: z.array(z.number()) })),
  logged: z.array(z.object({ reward: z.number(), 'fakexplain/grounding': z.number().optional() })),
});

const demo = join(import.meta.dirname, '../demo');
const checkpoint = join(demo, 'models/fakexplainer-tiny-demo');
const aquarium = join(demo, 'images/001-aquarium.webp');
const harness = (name: string) => join(import.meta.dirname, 'harness', name);

/** What the last line of a program's output holds, which runs other people's software. */
async function lastLine(command: string, args: string[], env: Record<string, string> = {}): Promise<unknown> {
  const { stdout } = await run(command, args, {
    env: {
      ...process.env,
      PYTHONDONTWRITEBYTECODE: '1',
      HF_HUB_OFFLINE: '1',
      FAKEXPLAIN_METRICS_URL: service.address,
      ...env,
    },
    maxBuffer: 64 << 20,
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * Compares what a trainer took for rewards in two steps with what the service says of the same texts.
 *
 * @returns for each step, what was logged and the service's rewards
 */
async function expectTrained(printed: unknown, settings: Partial<metrics.RewardRequest> = {}) {
  const { rewarded, logged } = trainedSchema.parse(printed);
  expect(rewarded).toHaveLength(2);
  expect(logged).toHaveLength(2);
  const steps = rewarded.map(async ({ texts, totals }, t) => {
    expect(texts.join('')).toContain('<|box_start|>');
    const items = texts.map((completion) => ({ completion, ...given }));
    const body = { ...settings, step: { t, of: 2 }, items };
    const { rewards } = await call(metrics.computeRewards, { body }, { baseUrl: service.address });
    // ms-swift holds them in 32 bits.
    expect(totals).toEqual(rewards.map(({ total }) => expect.closeTo(total, 5)));
    expect(logged[t]?.reward).toBeCloseTo(mean(totals), 5);
    return { logged: logged[t], rewards };
  });
  return Promise.all(steps);
}

/** What a Python program prints, which finds `texts` and `reference` (JSON) in `given`. */
async function printed(program: string, env: Record<string, string> = {}): Promise<unknown> {
  const head = `import json, os\ngiven = json.loads(os.environ['GIVEN'])\n`;
  const { stdout } = await run(python, ['-c', head + program], {
    env: {
      PATH: process.env.PATH ?? '',
      PYTHONPATH: examples,
      PYTHONDONTWRITEBYTECODE: '1',
      FAKEXPLAIN_METRICS_URL: service.address,
      GIVEN: JSON.stringify({ texts, reference: JSON.stringify(reference) }),
      ...env,
    },
  });
  return JSON.parse(stdout);
}

describe.skipIf(noPython)(`with Python${noPython}`, () => {
  test('TRL’s reward function: conversations, training progress, terms for the log', async () => {
    const found = await printed(`
from types import SimpleNamespace
from trl_reward import make_reward
logged = {}
reward = make_reward(grammar='internvl', space='norm-1000')
totals = reward(
    prompts=['p'] * 3,
    completions=[[{'role': 'assistant', 'content': text}] for text in given['texts']],
    completion_ids=[[1], [2], [3]],
    reference=[given['reference']] * 3,
    trainer_state=SimpleNamespace(global_step=25, max_steps=100),
    log_metric=logged.__setitem__,
    log_extra=None,
)
print(json.dumps({'totals': totals, 'logged': logged}))`);
    expect(found).toEqual({
      totals: await expected({ step: { t: 25, of: 100 } }),
      logged: { 'fakexplain/grounding': 1 / 3, 'fakexplain/verdict': 1 / 3, 'fakexplain/format': 2 / 3 },
    });
  });

  test('TRL’s reward function decodes tokens with their special ones, which hold Qwen’s boxes', async () => {
    const found = await printed(`
from trl_reward import make_reward
class Tokenizer:
    def batch_decode(self, ids, skip_special_tokens):
        assert skip_special_tokens is False
        return ['<think><|object_ref_start|>ear<|object_ref_end|><|box_start|>(0,0),(50,50)<|box_end|>'
                '<tag>anatomy</tag></think><verdict>generated</verdict><|im_end|>' for _ in ids]
reward = make_reward(Tokenizer(), space='original')
print(json.dumps(reward(completions=['(0,0),(50,50)'], completion_ids=[[7]], reference=[json.loads(given['reference'])])))`);
    expect(found).toEqual([3]);
  });

  test('ms-swift’s plugin registers itself and takes its settings from the environment', async () => {
    const found = await printed(
      `
import sys, types
swift = types.ModuleType('swift'); rewards = types.ModuleType('swift.rewards')
rewards.ORM, rewards.orms = object, {}
sys.modules.update({'swift': swift, 'swift.rewards': rewards})
import ms_swift_plugin
reward = rewards.orms['fakexplain']()
print(json.dumps(reward(given['texts'], reference=[given['reference']] * 3, images=[[]] * 3, solution=None)))`,
      { FAKEXPLAIN_REWARD_SETTINGS: JSON.stringify({ ...family, preset: 'stage_2' }) },
    );
    expect(found).toEqual(await expected({ preset: 'stage_2' }));
  });

  test('verl’s reward manager decodes tokens with their special ones, and is loaded by its path', async () => {
    const found = await printed(
      `
import asyncio, importlib.util, sys, types
from types import SimpleNamespace
class RewardManagerBase:
    def __init__(self, config, tokenizer, compute_score):
        self.tokenizer, self.loop = tokenizer, asyncio.get_running_loop()
names = 'verl.experimental.reward_loop.reward_manager.base'.split('.')
for depth in range(1, len(names) + 1):
    sys.modules['.'.join(names[:depth])] = types.ModuleType('.'.join(names[:depth]))
sys.modules['.'.join(names)].RewardManagerBase = RewardManagerBase
sys.path.remove(os.environ['PYTHONPATH'])
spec = importlib.util.spec_from_file_location('custom', os.environ['PYTHONPATH'] + '/verl_reward.py')
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
class Tokens(list):
    shape = property(lambda self: (len(self),))
    sum = lambda self: sum(self)
    __getitem__ = lambda self, at: Tokens(list.__getitem__(self, at)) if isinstance(at, slice) else list.__getitem__(self, at)
class Tokenizer:
    def decode(self, ids, skip_special_tokens):
        assert skip_special_tokens is False and ids == [7, 8]
        return given['texts'][0]
item = SimpleNamespace(
    batch={'responses': Tokens([7, 8, 0]), 'attention_mask': Tokens([0, 1, 1, 1, 0])},
    non_tensor_batch={'reward_model': {'ground_truth': given['reference']}},
)
async def run():
    return await module.FakeXplainRewardManager(None, Tokenizer(), reward_router_address=None).run_single([item])
print(json.dumps(asyncio.run(run())))`,
      { FAKEXPLAIN_REWARD_SETTINGS: JSON.stringify(family) },
    );
    const [total] = await expected();
    expect(found).toEqual({
      reward_score: total,
      reward_extra_info: { grounding: 1, verdict: 1, format: 1 },
    });
  });

  test('a refusal says why and is not repeated', async () => {
    const found = await printed(`
from fakexplain_rewards import RewardsRefused, compute_rewards
try:
    compute_rewards(given['texts'][:1], [given['reference']], preset='stage_9')
except RewardsRefused as refused:
    print(json.dumps(str(refused)))`);
    expect(found).toMatch(/^422: .*body\.preset/s);
  });
});

test.skipIf(noTrl)(
  `TRL trains for two steps with the rewards of the service${noTrl}`,
  { timeout: 900_000 },
  async () => {
    const args = [harness('train_grpo.py'), checkpoint, aquarium, JSON.stringify(reference)];
    const steps = await expectTrained(await lastLine(python, args, { PYTHONPATH: examples }));
    for (const { logged, rewards } of steps)
      expect(logged?.['fakexplain/grounding']).toBeCloseTo(
        mean(rewards.map((reward) => reward.grounding)),
        5,
      );
  },
);

test.skipIf(noSwift)(
  `ms-swift trains for two steps with the rewards of the service${noSwift}`,
  { timeout: 900_000 },
  async () => {
    const plugin = join(examples, 'ms_swift_plugin.py');
    const args = [harness('train_swift.py'), checkpoint, aquarium, JSON.stringify(reference), plugin];
    const settings = { resize: { maxPixels: 50_176 } };
    const env = { FAKEXPLAIN_REWARD_SETTINGS: JSON.stringify(settings) };
    await expectTrained(await lastLine(python, args, env), settings);
  },
);

test.skipIf(noVerl)(
  `verl’s reward loop takes the rewards of the service${noVerl}`,
  { timeout: 900_000 },
  async () => {
    const args = [harness('verl_rewards.py'), checkpoint, join(examples, 'verl_reward.py')];
    const preset = 'stage_2';
    const found = await lastLine(python, args, {
      GIVEN: JSON.stringify({ batches: [marked, marked.toReversed()], reference: JSON.stringify(reference) }),
      FAKEXPLAIN_REWARD_SETTINGS: JSON.stringify({ preset, space: 'original' }),
    });
    const totals = await expected({ preset });
    const scored = (wanted: number[]) =>
      wanted.map((total) => expect.objectContaining({ reward_score: total }));
    expect(found).toEqual([scored(totals), scored(totals.toReversed())]);
  },
);

test.skipIf(noOpenRlhf)(
  `OpenRLHF starts as the example says and makes samples of the service’s rewards${noOpenRlhf}`,
  { timeout: 900_000 },
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'fakexplain-openrlhf-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const data = join(folder, 'train.jsonl');
    const prompt = '<image>Is this image real or generated? Explain where and why.';
    const labels = (['generated', 'real'] as const).map((label) => ({
      ...reference,
      space: 'original',
      label,
    }));
    const rows = labels.map((label) => ({ prompt, images: [aquarium], reference: JSON.stringify(label) }));
    await writeFile(data, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    const found = await lastLine('bash', [join(examples, 'openrlhf_remote_reward.sh')], {
      // The example's Python, with the tests' in front.
      'BASH_FUNC_python3%%': `() { "$PYTHON" "$ROLLOUT" "$@"; }`,
      PYTHON: python,
      ROLLOUT: harness('openrlhf_rollout.py'),
      MODEL: checkpoint,
      DATA: data,
      TEXTS: JSON.stringify(marked),
      HF_HOME: folder,
    });
    const items = labels.flatMap(({ label, regions }) =>
      texts.map((completion) => ({ completion, image: reference.image, reference: { label, regions } })),
    );
    const body = { ...family, preset: 'paper_linear' as const, items };
    const { rewards } = await call(metrics.computeRewards, { body }, { baseUrl: service.address });
    const close = (value: number) => [expect.closeTo(value, 5)];
    expect(found).toEqual(
      rewards.map(({ total, grounding, verdict, format }) =>
        expect.objectContaining({
          reward: close(total),
          score: close(total / 3),
          grounding: close(grounding),
          verdict: close(verdict),
          format: close(format),
        }),
      ),
    );
  },
);

test('OpenRLHF’s request goes where the example sends it', async () => {
  const script = await readFile(join(examples, 'openrlhf_remote_reward.sh'), 'utf8');
  const path = /--reward\.remote_url "\$metrics(\/[^$"]*)\$\{PRESET:-(\w+)\}"/.exec(script);
  const response = await fetch(`${service.address}${path?.[1]}${path?.[2]}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query: texts.map((text) => `Look.${text}<|im_end|>`),
      prompts: texts.map(() => 'Look.'),
      labels: texts.map(() => JSON.stringify({ ...reference, ...family })),
    }),
  });
  const { rewards } = z.object({ rewards: z.array(z.number()) }).parse(await response.json());
  expect(rewards).toEqual(await expected());
});
