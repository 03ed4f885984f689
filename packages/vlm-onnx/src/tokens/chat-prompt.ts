import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Template } from '@huggingface/jinja';
import { z } from 'zod';
import { CheckpointError } from '../checkpoint/checkpoint-error.ts';
import { isMissing, messageOf, readJsonIfThere } from '../checkpoint/read-json.ts';

export interface Prompt {
  system?: string | undefined;
  /** Stands after the image. */
  user: string;
}

/** Stands for one image in a rendered prompt, as Qwen2.5-VL's template writes it. */
const placeholder = '<|image_pad|>';

const holder = z.object({ chat_template: z.string().min(1).optional() });

/**
 * The chat template of a checkpoint, from the files where transformers looks for it: `chat_template.jinja`, `chat_template.json`,
 * `tokenizer_config.json`. The folder's own template is used because a tuned model answers best to
 * the words that it was tuned with, and templates differ in what they say where there is no system prompt.
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
  throw new CheckpointError(
    `${folder} has no chat template: neither chat_template.jinja nor a chat_template in chat_template.json or tokenizer_config.json`,
  );
}

/**
 * The text up to the answer, for one image and a question, with one `<|image_pad|>` in the image's place.
 * @throws CheckpointError for a template that cannot be rendered or shows no image or several
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
    throw new CheckpointError(`the chat template cannot be rendered: ${messageOf(error)}`, { cause: error });
  }
  const images = text.split(placeholder).length - 1;
  if (images !== 1)
    throw new CheckpointError(
      `the chat template and prompt show ${images} times ${placeholder} where one image was given`,
    );
  return text;
}

/** The rendered prompt with as many `<|image_pad|>` as the image has merged cells. */
export function withImageCells(prompt: string, cells: number): string {
  return prompt.replace(placeholder, placeholder.repeat(cells));
}
