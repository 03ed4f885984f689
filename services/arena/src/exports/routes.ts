import { arena, whileOpen } from '@fakexplain/contract';
import { studiesWithholdingImagesOf } from '@fakexplain/database/embargo';
import { ProblemError, readerOf } from '@fakexplain/service-kit';
import { OpenAPIHono } from '@hono/zod-openapi';
import type { Dependencies } from '../dependencies.ts';
import { findRatedStudy, noSuchStudy } from '../ratings/rated-study.ts';
import { requireResultsOfNow } from '../ratings/require-results.ts';
import { voteExporter } from './export-votes.ts';

/** The votes of a study as files. */
export function exportRoutes({ db, sql, encoding }: Dependencies): OpenAPIHono {
  const exportVotes = voteExporter({ sql, encoding });
  const app = new OpenAPIHono();

  app.openapi(arena.exportVotes, async (c) => {
    const { study: slug } = c.req.valid('param');
    const { format, raters, exclusions } = c.req.valid('query');
    const study = await findRatedStudy(db, slug);
    if (!study) throw noSuchStudy(slug);
    const reader = readerOf(c);
    requireResultsOfNow(study, reader);
    if (reader === 'public') {
      if (raters === 'stable')
        throw new ProblemError('forbidden', {
          detail: 'Stable ids of raters are for maintainers. Leave `raters` out: a file has ids of its own.',
        });
      const embargo = await studiesWithholdingImagesOf(db, study.id);
      if (embargo.length > 0)
        throw new ProblemError('embargoed', {
          detail: `Images that the votes are about are withheld ${whileOpen(embargo)}.`,
        });
    }
    const { stream, sequence } = await exportVotes({
      study,
      format,
      withoutExcluded: exclusions === 'apply',
      stableRaters: raters === 'stable',
    });
    const { mediaType, extension } = arena.voteFormats[format];
    c.header('content-type', mediaType);
    c.header('content-disposition', `attachment; filename="${slug}-votes-at-${sequence}.${extension}"`);
    c.header('link', '</data-dictionary>; rel="describedby"');
    return c.body(stream, 200);
  });

  app.openapi(arena.readDataDictionary, (c) => c.json(arena.dataDictionary, 200));

  return app;
}
