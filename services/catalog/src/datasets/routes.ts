import { catalog } from '@fakexplain/contract';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { listDatasetImages } from './list-dataset-images.ts';
import { listDatasets } from './list-datasets.ts';

export function datasetRoutes({ db }: Dependencies): OpenAPIHono {
  const app = new OpenAPIHono();
  app.openapi(catalog.listDatasets, async (c) => c.json({ datasets: await listDatasets(db) }, 200));
  app.openapi(catalog.listDatasetImages, async (c) =>
    c.json(await listDatasetImages(db, c.req.valid('param').dataset, c.req.valid('query')), 200),
  );
  return app;
}
