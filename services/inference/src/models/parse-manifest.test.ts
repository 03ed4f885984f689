import { describe, expect, it } from 'vitest';
import { parseManifest } from './parse-manifest.ts';

const served = `slug: mine
name: Mine
description: A model.
family: qwen2.5-vl
task: explain
licence: Apache-2.0
origin: trained here
backend:
  kind: served
  endpoints:
    - http://127.0.0.1:8000/v1
    - \${MINE_ENDPOINT}
  model: mine
  apiKey: \${MINE_KEY:-}
prompt:
  user: Real or generated?
reading:
  grammar: qwen2.5-vl
  space: qwen-smart-resized
`;

const problemsOf = (text: string) => parseManifest(text).problems;

describe('parseManifest', () => {
  it('reads a manifest, with what is left out as stated', () => {
    const { manifest } = parseManifest(served);
    expect(manifest?.backend).toMatchObject({
      endpoints: ['http://127.0.0.1:8000/v1', '${MINE_ENDPOINT}'],
      skipSpecialTokens: false,
      constraint: 'none',
      concurrency: 16,
    });
    expect(manifest?.demo).toBe(false);
  });

  it('says the line of what is no YAML', () => {
    expect(problemsOf('slug: mine\nname: [Mine\n')).toEqual([expect.stringMatching(/^line [23]: /)]);
  });

  it('says line and field of each problem', () => {
    const text = served
      .replace('task: explain', 'task: guess')
      .replace('http://127.0.0.1:8000/v1', 'ftp://127.0.0.1')
      .replace('kind: served', 'kind: served\n  temprature: 1');
    expect(problemsOf(text)).toEqual([
      expect.stringMatching(/^line 5, task: .*explain/),
      'line 12, backend.endpoints[0]: must begin with http:// or https://',
      'line 10, backend.temprature: is no field of a manifest',
    ]);
  });

  it('refuses to resize images for boxes that do not count in the resized image', () => {
    const resizing = served.replace('kind: served', 'kind: served\n  resizeBeforeSending: true');
    expect(problemsOf(resizing)).toEqual([]);
    expect(problemsOf(resizing.replace('qwen-smart-resized', 'norm-1000'))).toEqual([
      expect.stringMatching(/^line 10, backend.resizeBeforeSending: .*reading.space is qwen-smart-resized/),
    ]);
  });

  it('says where a missing field belongs', () => {
    expect(problemsOf(served.replace('  model: mine\n', ''))).toEqual([
      expect.stringMatching(/^line 9, backend.model: /),
    ]);
    expect(problemsOf(served.replace(/prompt:\n.*\n/, ''))).toEqual([
      'line 1, prompt: a model that is asked in words needs it',
    ]);
  });

  it.each([
    ['a key', 'apiKey: ${MINE_KEY:-}', 'apiKey: sk-secret'],
    ['a key as default', 'apiKey: ${MINE_KEY:-}', 'apiKey: ${MINE_KEY:-sk-secret}'],
    ['a password', 'http://127.0.0.1:8000/v1', 'http://me:sk-secret@127.0.0.1/v1'],
  ])('refuses to hold %s, and does not repeat it', (_, before, after) => {
    const problems = problemsOf(served.replace(before, after));
    expect(problems).toHaveLength(1);
    expect(problems.join()).not.toContain('sk-secret');
  });

  it('takes no prompt for a model that is not asked in words', () => {
    const text = served.replace('task: explain', 'task: detect');
    expect(problemsOf(text)).toContain(
      'line 5, task: the backend served asks in words, so the task is explain',
    );
  });
});
