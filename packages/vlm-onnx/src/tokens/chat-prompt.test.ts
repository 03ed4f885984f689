import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { goldenCheckpoints, goldenFolder, scratchFolder } from '../testing/golden.ts';
import { readTokenizer } from './tokenizer.ts';
import { readChatTemplate, renderPrompt, withImageCells } from './chat-prompt.ts';
import { ropePositions } from '../decode/rope-positions.ts';

const tokenizer = await readTokenizer(goldenFolder);
const template = await readChatTemplate(goldenFolder);
const cases = Object.values(goldenCheckpoints).flatMap(({ config, answers }) =>
  answers.map((answer) => ({ ...answer, imageToken: config.image_token_id })),
);

test.each(cases)('prompt, tokens and positions are those of transformers ($image)', (golden) => {
  const rendered = renderPrompt(template, golden.prompt);
  expect(rendered).toBe(golden.rendered);

  const cells = golden.ids.filter((id) => id === golden.imageToken).length;
  const ids = tokenizer.encode(withImageCells(rendered, cells));
  expect(ids).toEqual(golden.ids);

  const [, heights = [], widths = []] = golden.positions;
  const span = (axis: number[]) => {
    const seen = golden.ids.flatMap((id, index) => (id === golden.imageToken ? [axis[index] ?? 0] : []));
    return Math.max(...seen) - Math.min(...seen) + 1;
  };
  const grid = { rows: 2 * span(heights), columns: 2 * span(widths) };
  const { data, next } = ropePositions(ids, golden.imageToken, grid, 2);
  expect([...data].map(Number)).toEqual(golden.positions.flat());
  expect(next).toBe(Math.max(...golden.positions.flat()) + 1);
});

test('positions are refused for a prompt that shows another image', () => {
  expect(() => ropePositions([1, 9, 9, 2], 9, { rows: 2, columns: 2 }, 2)).toThrow('2 cells');
  expect(() => ropePositions([1, 2], 9, { rows: 2, columns: 2 }, 2)).toThrow('0 cells');
});

test('the template stands in any of three files', async () => {
  await using folder = await scratchFolder();
  await expect(readChatTemplate(folder.path)).rejects.toThrow('has no chat template');
  await writeFile(join(folder.path, 'tokenizer_config.json'), '{"chat_template": "one"}');
  expect(await readChatTemplate(folder.path)).toBe('one');
  await writeFile(join(folder.path, 'chat_template.json'), '{"chat_template": "two"}');
  expect(await readChatTemplate(folder.path)).toBe('two');
  await writeFile(join(folder.path, 'chat_template.jinja'), 'three');
  expect(await readChatTemplate(folder.path)).toBe('three');
});

test('templates that fail or show no image are refused in words', () => {
  expect(() => renderPrompt('{% if %}', { user: 'x' })).toThrow('cannot be rendered');
  expect(() => renderPrompt('{{ messages[0].role }}', { user: 'x' })).toThrow('show 0 times <|image_pad|>');
});
