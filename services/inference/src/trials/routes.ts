import { randomUUID } from 'node:crypto';
import { inference, whileOpen } from '@fakexplain/contract';
import { studiesWithholdingSource } from '@fakexplain/database/embargo';
import { limitRequests, ProblemError, problemResponse, readerOf } from '@fakexplain/service-kit';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { streamSSE } from 'hono/streaming';
import { ModelFailure } from '../backends/backend.ts';
import type { Dependencies } from '../dependencies.ts';
import { decodingOf } from '../models/decoding.ts';
import { findAvailability } from '../models/find-availability.ts';
import { findModel, readModels, type Model } from '../models/read-models.ts';
import { readImage } from './read-image.ts';
import { TrialPlaces } from './trial-places.ts';
import { tryModel } from './try-model.ts';

/** One image, one model, nothing kept. */
export function trialRoutes({
  db,
  registry,
  kept,
  limiter,
  places = new TrialPlaces(),
  trustedProxies,
  stopping,
  logger,
}: Dependencies): OpenAPIHono {
  const app = new OpenAPIHono();
  const middleware = limitRequests(limiter, 'trial', { what: 'pictures', trustedProxies });

  // Shown the picture of a ballot, a model would say what its arm says there.
  const withholding = async (slug: string, c: Context) =>
    readerOf(c) === 'public' ? studiesWithholdingSource(db, slug) : [];

  app.openapi(inference.listTriableModels, async (c) => {
    const { models } = await readModels(registry.modelFolders);
    const isTriable = async (model: Model) =>
      model.manifest.backend.kind !== 'predictions' &&
      (await withholding(model.manifest.slug, c)).length === 0 &&
      (await findAvailability(model, registry)).ready;
    const triable = await Promise.all(models.map(isTriable));
    const named = models
      .filter((_, index) => triable[index])
      .map(({ manifest: { slug, name, task, demo } }) => ({ slug, name, task, demo }));
    return c.json({ models: named }, 200);
  });

  app.openapi({ ...inference.tryModel, middleware }, async (c) => {
    const { model: slug, image } = c.req.valid('json');
    const end = places.take();
    try {
      const model = await findModel(registry, slug);
      const { manifest } = model;
      const embargo = await withholding(slug, c);
      if (embargo.length > 0)
        throw new ProblemError('embargoed', {
          detail: `${manifest.name} cannot be tried ${whileOpen(embargo)}, since raters see its explanations there.`,
        });
      const { ready, reason } = await findAvailability(model, registry);
      if (!ready) throw new ProblemError('model-not-ready', { detail: `${manifest.name}: ${reason}.` });
      const decoding = manifest.task === 'explain' ? decodingOf(manifest) : null;
      const picture = await readImage(image);
      return streamSSE(c, async (stream) => {
        const left = new AbortController();
        stream.onAbort(() => left.abort(new Error('the reader has left')));
        const signal = AbortSignal.any([stopping, left.signal]);
        try {
          const answer = await kept.use({ manifest, decoding }, (backend) =>
            tryModel(manifest, backend, picture, {
              signal,
              onText: (said) => stream.writeSSE({ event: 'text', data: JSON.stringify(said) }),
            }),
          );
          await stream.writeSSE({ event: 'answer', data: JSON.stringify(answer) });
        } catch (error) {
          if (left.signal.aborted) return;
          if (!(error instanceof ModelFailure)) logger.error({ err: error, model: slug }, 'a trial failed');
          await stream.writeSSE({ event: 'problem', data: await problemOf(error) });
        } finally {
          end();
        }
      });
    } catch (error) {
      end();
      throw error;
    }
  });
  return app;
}

const problemOf = (error: unknown): Promise<string> =>
  (error instanceof ModelFailure
    ? problemResponse(randomUUID(), 'model-failed', { detail: error.message })
    : problemResponse(randomUUID(), 'internal-error')
  ).text();
