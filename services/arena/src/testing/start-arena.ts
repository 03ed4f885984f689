import { createHash, randomUUID } from 'node:crypto';
import { arena, call, send } from '@fakexplain/contract';
import type { ClientOptions } from '@fakexplain/contract';
import { connect, createLimiter } from '@fakexplain/database';
import type { Bucket } from '@fakexplain/database';
import { type ClonedDatabase, cloneDatabase, maintainerKey } from '@fakexplain/database/testing';
import { createLogger, parseTrustedProxies } from '@fakexplain/service-kit';
import type { BlobStore } from '@fakexplain/service-kit/blobs';
import { openAuth } from '../accounts/ask-auth.ts';
import { createApp } from '../app.ts';
import type { Auditor } from '../blinding/audit-thread.ts';
import { createAudits } from '../blinding/audits.ts';
import type { Dependencies, Limited } from '../dependencies.ts';
import type { Picture } from '../pictures/make-picture.ts';
import { createPictures } from '../pictures/pictures.ts';
import { leaderboardReader } from '../ratings/read-leaderboard.ts';
import { keptVotes } from '../reports/kept-votes.ts';
import { createReports, reportsAtOnce } from '@fakexplain/service-kit/reports';
import { startThreads } from '@fakexplain/service-kit/threads';
import { uniformSource } from '@fakexplain/statistics/random';
import { noAudits } from './no-audits.ts';

/** Whole seconds pass only when a test says so. */
export interface TestClock {
  now: () => Date;
  pass: (seconds: number) => void;
}

function testClock(start = Date.UTC(2026, 0, 1)): TestClock {
  let time = start;
  return { now: () => new Date(time), pass: (seconds) => (time += seconds * 1_000) };
}

/** An image without bytes has those of its hash's first letters. */
function testBlobs(): BlobStore {
  const kept = new Map<string, Uint8Array<ArrayBuffer>>();
  const bytesOf = (sha256: string) => kept.get(sha256) ?? new TextEncoder().encode(sha256.slice(0, 8));
  return {
    async put(bytes) {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      kept.set(sha256, Uint8Array.from(bytes));
      return sha256;
    },
    has: async () => true,
    remove: async () => undefined,
    get: async (sha256) => ({
      size: bytesOf(sha256).length,
      mediaType: 'image/png',
      bytes: async () => bytesOf(sha256),
      stream: async () => new Blob([bytesOf(sha256)]).stream(),
    }),
  };
}

/** A picture that takes no time: the frame of a lossless WebP of one pixel, with the image's bytes where the pixel would be. */
async function standInPicture(bytes: Uint8Array): Promise<Picture> {
  const pixels = Buffer.concat([
    Buffer.from([0x2f, 0, 0, 0, 0]),
    bytes,
    Buffer.alloc(1 - (bytes.length % 2)),
  ]);
  const head = Buffer.from('RIFF\0\0\0\0WEBPVP8L\0\0\0\0', 'latin1');
  head.writeUInt32LE(pixels.length + 12, 4);
  head.writeUInt32LE(pixels.length, 16);
  return { look: Buffer.concat([head, pixels]), levels: [] };
}

export interface ArenaOptions extends Partial<Dependencies> {
  /** What is limited; nothing where it is left out. */
  buckets?: Partial<Record<Limited, Bucket>>;
  /** Audits studies; nothing does where it is left out. */
  auditor?: Auditor;
  /** The database; one of its own where it is left out. */
  database?: ClonedDatabase;
}

/** The arena's app over a database of its own, without a port; `close` closes the database, which drops one of its own. */
export async function startArena({
  buckets = {},
  auditor,
  database: given,
  ...overrides
}: ArenaOptions = {}) {
  const database = given ?? (await cloneDatabase());
  const { db, sql, close } = connect(database.url, { role: 'fakexplain_arena', max: 10 });
  const reports = createReports(connect(database.url, { role: 'fakexplain_arena', max: reportsAtOnce }));
  const encoding = startThreads(1);
  const clock = testClock();
  const accounts = connect(database.url, { role: 'fakexplain_account', max: 4 });
  const blobs = overrides.blobs ?? testBlobs();
  const logger = createLogger('arena-test', process.env['TEST_LOG_LEVEL'] ?? 'silent');
  const stopping = new AbortController().signal;
  const readVotes = keptVotes();
  const dependencies: Dependencies = {
    db,
    sql,
    reports,
    readVotes,
    readLeaderboard: leaderboardReader({ reports, readVotes, clock: clock.now }),
    encoding,
    blobs,
    pictures: createPictures({ sql, blobs, clock: clock.now, makePicture: standInPicture }),
    clock: clock.now,
    random: uniformSource(1),
    newId: randomUUID,
    accounts,
    auth: openAuth({
      accounts,
      publicUrl: 'http://localhost:4100',
      providers: overrides.providers ?? [],
      logger,
    }),
    providers: [],
    participantKey: 'key-of-the-tests',
    audits: auditor ? createAudits({ sql, auditor, clock: clock.now, logger, stopping }) : noAudits,
    stopping,
    trustedProxies: parseTrustedProxies('127.0.0.1'),
    limiter: createLimiter(sql, { buckets, clock: clock.now }),
    logger,
    ...overrides,
  };
  const app = createApp(dependencies);
  const options = (token?: string, address = '192.0.2.1'): ClientOptions => ({
    baseUrl: 'http://arena',
    token,
    fetch: async (input, init) =>
      app.request(new Request(input, init), undefined, { incoming: { socket: { remoteAddress: address } } }),
  });
  const maintainer = options(maintainerKey);
  return {
    app,
    database,
    clock,
    dependencies,
    /** Options of `call` for whoever holds a token and connects from an address. */
    as: options,
    maintainer,
    close: async () => {
      await auditor?.close();
      await reports.close();
      await encoding.close();
      await accounts.close();
      await close();
      await database.close();
    },
    openStudy: async (study: arena.NewStudy) => {
      await call(arena.createStudy, { body: study }, maintainer);
      return call(arena.openStudy, { params: { study: study.slug } }, maintainer);
    },
    /** A new rater who has practised, as options of `call`. */
    enrol: async (study: string, address?: string) => {
      const params = { study };
      const body = { consent: true };
      const { token, rater } = await call(arena.enrol, { params, body }, options(undefined, address));
      const as = options(token, address);
      const { ballots } = await call(arena.listPractice, { params, query: {} }, as);
      for (const { position } of ballots)
        await call(arena.answerPractice, { params: { study, position }, body: { choice: 'left' } }, as);
      return { rater, token, as };
    },
  };
}

export type TestArena = Awaited<ReturnType<typeof startArena>>;

export const draw = (rater: { as: ClientOptions }, study: string, ahead = 1) =>
  call(arena.drawBallots, { params: { study }, body: { ahead } }, rater.as);

/** Casts a vote and says with which status it was accepted. */
export async function cast(
  rater: { as: ClientOptions },
  ballot: string,
  answer: arena.NewVote,
  key: string = randomUUID(),
): Promise<{ status: number; vote: arena.Vote }> {
  const input = { params: { ballot }, headers: { 'idempotency-key': key }, body: answer };
  const response = await send(arena.castVote, input, rater.as);
  return { status: response.status, vote: arena.voteSchema.parse(await response.json()) };
}
