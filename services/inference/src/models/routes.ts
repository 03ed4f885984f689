import { basename } from 'node:path';
import { inference } from '@fakexplain/contract';
import { OpenAPIHono } from '@hono/zod-openapi';
import { addModel, checkManifest, type RecordModel } from './add-model.ts';
import { describeModel } from './describe-model.ts';
import type { ModelConditions } from './find-availability.ts';
import { findModel, readModels } from './read-models.ts';

export interface ModelRegistry extends ModelConditions {
  /** Folders of manifests; of two with the same slug the earlier counts. */
  modelFolders: readonly string[];
  /** The one of them that new manifests are stored in; null where there is none. */
  ownFolder: string | null;
}

/** Manifests are read at each request, so that one put into its folder is there at once. */
export function modelRoutes(registry: ModelRegistry, record: RecordModel): OpenAPIHono {
  const app = new OpenAPIHono();
  app.openapi(inference.listModels, async (c) => {
    const { models, refused } = await readModels(registry.modelFolders);
    return c.json(
      {
        models: await Promise.all(models.map((model) => describeModel(model, registry))),
        refused: refused.map(({ file, problems }) => ({ file: basename(file), problems })),
      },
      200,
    );
  });
  app.openapi(inference.readModel, async (c) => {
    const { model: slug } = c.req.valid('param');
    const model = await findModel(registry, slug);
    return c.json({ ...(await describeModel(model, registry)), manifest: model.text }, 200);
  });
  app.openapi(inference.checkManifest, async (c) =>
    c.json(await checkManifest(c.req.valid('json').manifest, registry), 200),
  );
  app.openapi(inference.addModel, async (c) =>
    c.json(await addModel(c.req.valid('json').manifest, registry, record), 201),
  );
  return app;
}
