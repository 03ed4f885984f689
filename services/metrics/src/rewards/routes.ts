import { metrics } from '@fakexplain/contract';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { rewardRange, rewardScheme } from './reward-scheme.ts';
import { completionsOf } from './openrlhf.ts';
import { rewardInThread } from './reward-in-thread.ts';

export function rewardRoutes({ threads }: Pick<Dependencies, 'threads'>): OpenAPIHono {
  const app = new OpenAPIHono();
  app.openapi(metrics.computeRewards, async (c) => {
    const { items, step, preset, iou, withoutReference, ...reading } = c.req.valid('json');
    const settings = { preset, iou, withoutReference };
    const completions = items.map(({ completion, image, reference }) => ({
      text: completion,
      reading,
      reference: { ...reference, image },
    }));
    const rewards = await rewardInThread(threads, {
      completions,
      settings,
      progress: step,
      pathOf: (index) => `body.items.${index}.reference.regions`,
      signal: c.req.raw.signal,
    });
    const scheme = rewardScheme(settings.preset, step);
    return c.json({ iou: settings.iou, base: scheme.base, weights: scheme.weights, rewards }, 200);
  });
  app.openapi(metrics.computeOpenRlhfRewards, async (c) => {
    const { t, of, ...settings } = c.req.valid('query');
    const progress = t === undefined || of === undefined ? undefined : { t, of };
    const rewards = await rewardInThread(threads, {
      completions: completionsOf(c.req.valid('json')),
      settings,
      progress,
      pathOf: (index) => `body.labels.${index}.regions`,
      signal: c.req.raw.signal,
    });
    const { least, greatest } = rewardRange(rewardScheme(settings.preset, progress));
    const totals = rewards.map(({ total }) => total);
    return c.json(
      {
        rewards: totals,
        scores: totals.map((total) => (total - least) / (greatest - least)),
        extra_logs: {
          grounding: rewards.map(({ grounding }) => grounding),
          verdict: rewards.map(({ verdict }) => verdict),
          format: rewards.map(({ format }) => format),
          parsed: rewards.map(({ parseStatus }) => (parseStatus === 'ok' ? 1 : 0)),
        },
      },
      200,
    );
  });
  return app;
}
