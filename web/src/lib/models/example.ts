/** A manifest to begin with, as a placeholder. */
export const example = `slug: my-model
name: My model
description: What it is, and what it was trained for.
family: qwen2.5-vl
task: explain
licence: Apache-2.0
origin: https://example.org/my-model
backend:
  kind: served
  endpoints: ['\${MY_MODEL_ENDPOINT}']
  model: my-model
prompt:
  user: Is this image real or generated? Where do you see it?
reading:
  grammar: qwen2.5-vl
  space: qwen-smart-resized`;
