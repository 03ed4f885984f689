import { arena } from '@fakexplain/contract';
import { ProblemError } from '@fakexplain/service-kit';
import { OpenAPIHono } from '@hono/zod-openapi';
import { findPracticeImage } from '../ballots/practice.ts';
import { findOwnBallot, noteServed } from '../ballots/read-ballots.ts';
import type { Dependencies } from '../dependencies.ts';
import { identifyRater, tokenHashOf } from '../raters/identify-rater.ts';
import { padPicture } from './pad-picture.ts';
import type { PicturePart } from './pictures.ts';

/** What raters see of images, under the ids of their own ballots. */
export function pictureRoutes({ sql, pictures, clock }: Dependencies): OpenAPIHono {
  const app = new OpenAPIHono();

  app.openapi(arena.readBallotImage, async (c) => {
    const { ballot } = c.req.valid('param');
    const own = await findOwnBallot(sql, tokenHashOf(c.req.header('authorization')), ballot);
    const response = await respond(own.sha256, 'look', ballot);
    await noteServed(sql, own, clock());
    return response;
  });
  app.openapi(arena.readBallotTile, async (c) => {
    const { ballot, ...tile } = c.req.valid('param');
    const { sha256 } = await findOwnBallot(sql, tokenHashOf(c.req.header('authorization')), ballot);
    return respond(sha256, tile, ballot);
  });
  app.openapi(arena.readPracticeImage, async (c) => {
    const { study, position } = c.req.valid('param');
    const rater = await identifyRater(sql, c.req.header('authorization'), study);
    const { sha256 } = await findPracticeImage(sql, rater, position);
    return respond(sha256, 'look', `practice ${position} of ${rater.id}`);
  });
  app.openapi(arena.readPracticeTile, async (c) => {
    const { study, position, ...tile } = c.req.valid('param');
    const rater = await identifyRater(sql, c.req.header('authorization'), study);
    const { sha256 } = await findPracticeImage(sql, rater, position);
    return respond(sha256, tile, `practice ${position} of ${rater.id}`);
  });
  return app;

  /**
   * A part of a picture, for its rater alone to keep. No header names it, and its bytes are of this ballot alone, so that
   * only its own address leads to it.
   * @param ballot names the ballot and its rater
   */
  async function respond(sha256: string, part: PicturePart, ballot: string): Promise<Response> {
    const bytes = await pictures.read(sha256, part);
    if (!bytes) throw new ProblemError('not-found', { detail: 'The image has no such tile.' });
    const name = part === 'look' ? part : `${part.level} ${part.column} ${part.row}`;
    return new Response(padPicture(bytes, `${ballot} ${name}`), {
      headers: {
        'content-type': 'image/webp',
        'cache-control': 'private, max-age=86400, immutable',
        vary: 'Authorization',
      },
    });
  }
}
