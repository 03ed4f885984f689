import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Template } from '@huggingface/jinja';
import { z } from 'zod';
import { ModelFailure } from '../../../../services/inference/src/backends/backend.ts';
import { isMissing, messageOf, readJsonIfThere } from '../checkpoint/read-json.ts';

export interface Prompt {
  system?: string | undefined;
  /** Stands after the picture. */
  user: string;
}

/** Stands for one picture in a rendered prompt, as Qwen2.5-VL's template writes it. */
const picture = '<|image_pad|>';

const holder = z.object({ chat_template: z.string().min(1).optional() });

/**
 * The chat template of a checkpoint, from where transformers looks for it: `chat_template.jinja`, `chat_template.json`,
 * `tokenizer_config.json`. It is the folder's own, not one written here, since a tuned model answers best to the words
 * that it was tuned with, and templates differ in what they say where there is no system prompt.
 */
export async function readChatTemplate(folder: string): Promise<string> {
  try {
    return await readFile(join(folder, 'chat_template.jinja'), 'utf8');
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
  for (const name of ['chat_template.json', 'tokenizer_config.json']) {
    const file = await readJsonIfThere(folder, name, holder);
    if (file?.chat_template !== undefined) return file.chat_template;
  }
  throw new ModelFailure(
    'model',
    `${folder} has no chat template: neither chat_template.jinja nor a chat_template in chat_template.json or tokenizer_config.json`,
  );
}

/**
 * The text up to the answer, for one picture and a question, with one `<|image_pad|>` in the picture's place.
 * @throws ModelFailure for a template that cannot be rendered or shows no picture or several
 */
export function renderPrompt(template: string, { system, user }: Prompt): string {
  const messages = [
    ...(system === undefined ? [] : [{ role: 'system', content: [{ type: 'text', text: system }] }]),
    { role: 'user', content: [{ type: 'image' }, { type: 'text', text: user }] },
  ];
  let text: string;
  try {
    text = new Template(template).render({ messages, add_generation_prompt: true });
  } catch (error) {
    throw new ModelFailure('model', `the chat template cannot be rendered: ${messageOf(error)}`, error);
  }
  const pictures = text.split(picture).length - 1;
  if (pictures !== 1)
    throw new ModelFailure(
      'model',
      `the chat template and prompt show ${pictures} times ${picture} where one picture was given`,
    );
  return text;
}

/** The rendered prompt with as many `<|image_pad|>` as the picture has merged cells. */
export function withPictureCells(prompt: string, cells: number): string {
  return prompt.replace(picture, picture.repeat(cells));
}
