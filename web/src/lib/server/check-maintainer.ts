import { arena, send, ServiceProblem, toArena } from './services.ts';

/**
 * Whether the arena service takes a token for the maintainers'. Asks a route for maintainers that changes nothing, for
 * votes on an image that no study has: with a good token the answer is about the image, not about the token.
 * @throws ServiceUnreachable
 */
export async function isMaintainer(token: string): Promise<boolean> {
  try {
    await send(
      arena.listCaseVotes,
      { params: { study: 'any', sha256: '0'.repeat(64) }, query: {} },
      toArena(token),
    );
    return true;
  } catch (cause) {
    if (!(cause instanceof ServiceProblem)) throw cause;
    return cause.slug !== 'unauthenticated' && cause.slug !== 'forbidden';
  }
}
