import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { arena, call, type ClientOptions } from '@fakexplain/contract';
import { maintainerKey } from '@fakexplain/database/testing/maintainer-key';
import { startService, type Service } from '../../cli/src/stack/child-service.ts';
import { freePort } from '../../cli/src/stack/free-port.ts';

export { maintainerKey };

/** What an arena of tests and benchmarks is told. */
export const arenaSettings = (databaseUrl: string): Record<string, string> => ({
  DATABASE_URL: databaseUrl,
  PARTICIPANT_KEY: 'participants-of-the-tests',
  // No test of this harness keeps an image, so the folder is never made.
  BLOB_DIRECTORY: join(tmpdir(), 'fakexplain-no-blobs'),
  LOG_LEVEL: 'error',
  // Tests and benchmarks vote faster than people, all from one network.
  LIMIT_ENROL: 'off',
  LIMIT_DRAW: 'off',
  LIMIT_VOTE: 'off',
  LIMIT_SIGN_IN: 'off',
});

/** A real arena process on the given database. */
export async function startArena(databaseUrl: string, port?: number): Promise<Service> {
  return startService({
    name: 'arena',
    entry: join(import.meta.dirname, '../../services/arena/src/main.ts'),
    port: port ?? (await freePort()),
    env: arenaSettings(databaseUrl),
    readyPath: '/health/ready',
  });
}

/** Makes a study and opens it, as a maintainer would. */
export async function openStudy(baseUrl: string, study: arena.NewStudy): Promise<arena.Study> {
  const options: ClientOptions = { baseUrl, token: maintainerKey };
  await call(arena.createStudy, { body: study }, options);
  return call(arena.openStudy, { params: { study: study.slug } }, options);
}

/** Consents and answers every practice ballot; returns the rater's token. */
export async function enrolRater(baseUrl: string, study: string): Promise<string> {
  const params = { study };
  const { token } = await call(arena.enrol, { params, body: { consent: true } }, { baseUrl });
  const { ballots } = await call(arena.listPractice, { params, query: {} }, { baseUrl, token });
  for (const { position } of ballots) {
    await call(
      arena.answerPractice,
      { params: { study, position }, body: { choice: 'left' } },
      { baseUrl, token },
    );
  }
  return token;
}
