// npm run bench: speed, as ratios and times within one run on this machine. Names given as arguments choose parts:
// coverage, ratings, text, detection, scoring, detectors, decoding, votes, draws, export, large-study, site, idle, kills. Where PYTHON names
// an interpreter that has the reference libraries, the metrics and decoding are timed next to them.
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbedded } from '@fakexplain/database/embedded';
import { migrate } from '@fakexplain/database';
import { checkOutBase } from '../../test/bench/base-build.ts';
import { benchCastVotes } from '../../test/bench/cast-votes.ts';
import { benchDecoding } from '../../test/bench/decoding.ts';
import { benchDrawBallots } from '../../test/bench/draw-ballots.ts';
import { benchExportVotes } from '../../test/bench/export-votes.ts';
import { benchIdleInstallation } from '../../test/bench/idle-installation.ts';
import { benchLargeStudy } from '../../test/bench/large-study.ts';
import { weighBallotPage } from '../../test/bench/site-weight.ts';
import { benchUnderKills } from '../../test/bench/under-kills.ts';
import { command, root } from './command.ts';
import { ensureChromium } from './chromium.ts';
import { startStack } from './stack/stack.ts';

// A signal ends the process by `exit`, which stops the embedded database with it.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130));

const wanted = process.argv.slice(2);
const wants = (part: string) => wanted.length === 0 || wanted.includes(part);
const say = (line: string) => console.log(line);

say(
  `${availableParallelism()} cores, ${cpus()[0]?.model ?? 'unknown processor'}, Node ${process.versions.node}`,
);
const scratch = await mkdtemp(join(tmpdir(), 'fakexplain-bench-'));

if (wants('coverage')) {
  say('\nCoverage of intervals, looked at once and again and again');
  for (const bench of [
    'packages/statistics/bench/coverage.ts',
    'packages/statistics/bench/peeking.ts',
    'services/arena/bench/peeking.ts',
  ])
    await command(process.execPath, [join(root, bench)], { show: true });
}

if (wants('ratings')) {
  say('\nRatings, kernels alone');
  await command(process.execPath, [join(root, 'services/arena/bench/ratings.ts')], {
    show: true,
  });
}

for (const part of ['text', 'detection', 'scoring']) {
  if (!wants(part)) continue;
  say(`\nMetrics: ${part}`);
  const bench = join(root, 'services/metrics/bench', `${part}.ts`);
  await command(process.execPath, [bench], { show: true });
}

if (wants('detectors')) {
  say('\nDetectors');
  await command(process.execPath, [join(root, 'services/inference/bench/detect.ts')], {
    show: true,
  });
}

if (wants('decoding')) {
  say('\nDecoding');
  await command(process.execPath, [join(root, 'packages/vlm-onnx/bench/decode.ts')], {
    show: true,
  });
  await benchDecoding(say);
}

if (wants('votes') || wants('draws') || wants('export') || wants('large-study')) {
  const database = await startEmbedded({ dataDir: join(scratch, 'postgres') });
  try {
    await migrate(database.url);
    if (wants('votes')) {
      say('\nVotes');
      await benchCastVotes(database.url, say);
    }
    if (wants('draws')) {
      say('\nNext ballots');
      await benchDrawBallots(database.url, { scratch, say });
    }
    if (wants('export')) {
      say('\nVotes as files');
      await benchExportVotes(database.url, say);
    }
    if (wants('large-study')) {
      say('\nA large study');
      await benchLargeStudy(database.url, { scratch, say });
    }
  } finally {
    await database.stop();
  }
}

if (wants('site')) {
  say('\nSite');
  await ensureChromium(say);
  const stack = await startStack({ dataDir: join(scratch, 'site'), port: 0, demo: true, say: () => {} });
  try {
    const { files, gzip, brotli } = await weighBallotPage({
      site: stack.address,
      arena: stack.arena.address,
      study: 'demo',
    });
    const kB = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
    say(
      `first load of the rating page: JavaScript of ${kB(gzip)} by gzip, ${kB(brotli)} by brotli, in ${files} files (at most 60 by gzip)`,
    );
  } finally {
    await stack.stop();
  }
}

if (wants('kills')) {
  say('\nVotes while processes are killed');
  await benchUnderKills(say);
}

if (wants('idle')) {
  say('\nAn idle installation');
  const base = await checkOutBase(join(scratch, 'base'));
  try {
    await benchIdleInstallation(
      { folder: base.folder, dataDir: join(scratch, 'idle-base') },
      { folder: root, dataDir: join(scratch, 'idle') },
      say,
    );
  } finally {
    await base.remove();
  }
}

await rm(scratch, { recursive: true });
