import type { inference } from '@fakexplain/contract';
import { given, number, text } from '../maintain/form-fields.ts';

/**
 * The request that starts a run of a model, from the form's fields. Nothing is judged here: the service says what is
 * wrong. An empty field is left out, so that the manifest's value or the service's default holds.
 */
export function newRunFrom(form: FormData, model: string): inference.NewRun {
  return {
    model,
    dataset: text(form, 'dataset'),
    ...given({
      title: text(form, 'title') || undefined,
      fold: number(form, 'fold'),
      limit: number(form, 'limit'),
    }),
    decoding: given({
      maxTokens: number(form, 'max_tokens'),
      temperature: number(form, 'temperature'),
      topP: number(form, 'top_p'),
      seed: number(form, 'seed'),
    }),
  };
}
