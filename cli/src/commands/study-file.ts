import { readFile } from 'node:fs/promises';
import { arena } from '@fakexplain/contract';
import { parse as parseYaml } from 'yaml';
import { z } from 'zod';
import { Refused } from '../exit-codes.ts';

/** A study from a file in YAML or JSON. @throws Refused where it cannot be read, or a setting is wrong */
export async function readStudyFile(file: string): Promise<arena.StudySettings> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new Refused(`${file} cannot be read: ${error.message}`);
  });
  // YAML 1.2 holds JSON, so one parser reads both.
  const parsed = arena.newStudySchema.safeParse(readYaml(text, file));
  if (!parsed.success) throw new Refused(`${file}:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

function readYaml(text: string, file: string): unknown {
  try {
    return parseYaml(text);
  } catch (error) {
    throw new Refused(`${file} is not YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Shows a study in a line. */
export function say(study: arena.Study): void {
  const { slug, title, status, pausedAt, archivedAt, version, arms, images, votes, raters } = study;
  const state = pausedAt ? 'paused' : archivedAt ? 'archived' : status;
  const asked = status === 'draft' ? '' : `, ${images} images, ${votes} votes by ${raters} raters`;
  const which = version > 1 ? `, version ${version}` : '';
  console.log(`${slug}: ${state}${which}, ${arms.length} arms${asked} — ${title}`);
}
