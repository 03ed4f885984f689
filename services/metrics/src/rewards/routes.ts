import { metrics } from '@fakexplain/contract';
import { OpenAPIHono } from '@hono/zod-openapi';
import { rewardRange, rewardScheme } from './reward-scheme.ts';
import { completionsOf } from './openrlhf.ts';
import { rewardBatch } from './reward-batch.ts';

export function rewardRoutes(): OpenAPIHono {
  const app = new OpenAPIHono();
  app.openapi(metrics.computeRewards, (c) => {
    const { items, step, preset, iou, withoutReference, ...reading } = c.req.valid('json');
    const settings = { preset, iou, withoutReference };
    const scheme = rewardScheme(settings.preset, step);
    const completions = items.map(({ completion, image, reference }) => ({
      text: completion,
      reading,
      reference: { ...reference, image },
    }));
    const rewards = rewardBatch(completions, settings, scheme, (i) => `body.items.${i}.reference.regions`);
    return c.json({ iou: settings.iou, base: scheme.base, weights: scheme.weights, rewards }, 200);
  });
  app.openapi(metrics.computeOpenRlhfRewards, (c) => {
    const { t, of, ...settings } = c.req.valid('query');
    const scheme = rewardScheme(settings.preset, t === undefined || of === undefined ? undefined : { t, of });
    const completions = completionsOf(c.req.valid('json'));
    const rewards = rewardBatch(completions, settings, scheme, (i) => `body.labels.${i}.regions`);
    const { least, greatest } = rewardRange(scheme);
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
