/** Where Qwen2.5-VL's and InternVL's chat templates begin an answer. */
const answerBegins = '<|im_start|>assistant\n';

/**
 * The completion in OpenRLHF's `query`, which is prompt and completion decoded together: what follows the prompt; where
 * it does not begin with the prompt word for word (image placeholders are expanded in one and not in the other), what
 * follows the last beginning of an answer; else all of it.
 */
export function completionOf(query: string, prompt: string | undefined): string {
  if (prompt !== undefined && query.startsWith(prompt)) return query.slice(prompt.length);
  const at = query.lastIndexOf(answerBegins);
  return at < 0 ? query : query.slice(at + answerBegins.length);
}
