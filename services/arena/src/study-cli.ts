// npm run study: see `usage`. Talks to the arena's HTTP API.
import { readFile } from 'node:fs/promises';
import { arena, call, ServiceProblem, type ClientOptions } from '@fakexplain/contract';
import { endWithPipe } from '@fakexplain/service-kit';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { readStudyCommandEnv } from './env.ts';

const usage = `Usage:
  npm run study -- create <study.yaml|study.json>   make a draft
  npm run study -- open <slug>                      fix its images and explanations, and let raters in
  npm run study -- close <slug>                     take no more votes
  npm run study -- delete <slug>                    delete a draft; what was ever open stays
  npm run study -- list                             show all studies

A study in YAML:
  slug: pilot
  title: Which explanation helps?
  consent: What is stored about you is …
  datasets: [fakexplained]
  arms:
    - { source: people }            # the first is taken to be sound, for practice and checks; or set soundSource
    - { source: legion, name: LEGION }
    - { source: legion, kind: format_control }
  policy: uncertainty               # or balanced; the API reference names every further setting

It speaks to the arena of a running \`npm start\`; for another, ARENA_URL says where it listens and MAINTAINER_TOKEN is its
maintainers' token.`;

endWithPipe();
process.exitCode = await main(process.argv.slice(2));

async function main([command, argument]: string[]): Promise<number> {
  try {
    if (command === 'list') await list(clientOptions());
    else if (command === 'create' && argument) await create(argument, clientOptions());
    else if (command === 'open' && argument)
      say(await call(arena.openStudy, { params: { study: argument } }, clientOptions()));
    else if (command === 'close' && argument)
      say(await call(arena.closeStudy, { params: { study: argument } }, clientOptions()));
    else if (command === 'delete' && argument) {
      await call(arena.deleteDraft, { params: { study: argument } }, clientOptions());
      console.log(`The draft ${argument} is deleted.`);
    } else {
      console.error(usage);
      return 2;
    }
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    if (error instanceof ServiceProblem)
      for (const { path, message } of error.problem.errors ?? []) console.error(`  ${path}: ${message}`);
    return 1;
  }
}

function clientOptions(): ClientOptions {
  const env = readStudyCommandEnv();
  return { baseUrl: env.ARENA_URL, token: env.MAINTAINER_TOKEN };
}

async function create(file: string, options: ClientOptions): Promise<void> {
  // YAML 1.2 holds JSON, so one parser reads both.
  const parsed = arena.newStudySchema.safeParse(parseYaml(await readFile(file, 'utf8')));
  if (!parsed.success) throw new Error(`${file}:\n${z.prettifyError(parsed.error)}`);
  say(await call(arena.createStudy, { body: parsed.data }, options));
}

async function list(options: ClientOptions): Promise<void> {
  const { studies } = await call(arena.listStudies, {}, options);
  for (const study of studies) say(study);
  if (studies.length === 0) console.log('There are no studies.');
}

function say({ slug, title, status, arms, images, votes, raters }: arena.Study): void {
  const asked = status === 'draft' ? '' : `, ${images} images, ${votes} votes by ${raters} raters`;
  console.log(`${slug}: ${status}, ${arms.length} arms${asked} — ${title}`);
}
