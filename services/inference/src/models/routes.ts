import { basename } from 'node:path';
import { inference } from '@fakexplain/contract';
import { OpenAPIHono } from '@hono/zod-openapi';
import { describeModel } from './describe-model.ts';
import type { Surroundings } from './find-availability.ts';
import { findModel, readModels } from './read-models.ts';

export interface ModelShelf extends Surroundings {
  /** Folders of manifests; of two with the same slug the earlier counts. */
  modelFolders: readonly string[];
}

/** Manifests are read at each request, so that one put into its folder is there at once. */
export function modelRoutes(shelf: ModelShelf): OpenAPIHono {
  const app = new OpenAPIHono();
  app.openapi(inference.listModels, async (c) => {
    const { models, refused } = await readModels(shelf.modelFolders);
    return c.json(
      {
        models: await Promise.all(models.map((model) => describeModel(model, shelf))),
        refused: refused.map(({ file, problems }) => ({ file: basename(file), problems })),
      },
      200,
    );
  });
  app.openapi(inference.readModel, async (c) => {
    const { model: slug } = c.req.valid('param');
    const model = await findModel(shelf, slug);
    return c.json({ ...(await describeModel(model, shelf)), manifest: model.text }, 200);
  });
  return app;
}
