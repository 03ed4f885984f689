import type { inference } from '@fakexplain/contract';
import type { ChatCompletionCreateParamsStreaming } from 'openai/resources/chat/completions';
import { decodingFields } from '../../models/decoding.ts';
import type { Manifest } from '../../models/manifest-schema.ts';
import type { ServedSettings } from './settings.ts';

/**
 * A request for one answer, streamed: the system's words, then the image before the user's words. Its fields are, later
 * ones before earlier ones: decoding, special tokens, constraint, the manifest's own.
 */
export function buildRequest(
  { prompt }: Pick<Manifest, 'prompt'>,
  settings: ServedSettings,
  decoding: inference.Decoding,
  constraint: Record<string, unknown>,
  imageUrl: string,
): ChatCompletionCreateParamsStreaming {
  return {
    ...decodingFields(settings, decoding),
    ...(settings.skipSpecialTokens !== null && { skip_special_tokens: settings.skipSpecialTokens }),
    ...constraint,
    ...settings.request,
    model: settings.model,
    stream: true,
    stream_options: { include_usage: true },
    messages: [
      ...(prompt?.system === undefined ? [] : [{ role: 'system' as const, content: prompt.system }]),
      {
        role: 'user',
        content: [
          { type: 'image_url', image_url: { url: imageUrl } },
          { type: 'text', text: prompt?.user ?? '' },
        ],
      },
    ],
  };
}
