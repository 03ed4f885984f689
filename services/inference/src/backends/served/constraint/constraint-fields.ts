import type { ServedSettings } from '../settings.ts';
import type { Tree } from './grammar-tree.ts';
import { writeGrammar, writeRegex } from './write-tree.ts';

/**
 * The fields of a request that make a server write only texts of a tree, in the dialect it speaks. Sources: vLLM's
 * structured outputs, SGLang's native parameters of chat completions, the server of llama.cpp.
 */
export function constraintFields(
  dialect: ServedSettings['constraint'],
  tree: Tree,
): Record<string, string | { [field: string]: string }> {
  switch (dialect) {
    case 'none':
      return {};
    case 'vllm-regex':
      return { structured_outputs: { regex: writeRegex(tree) } };
    case 'vllm-grammar':
      return { structured_outputs: { grammar: writeGrammar(tree) } };
    case 'sglang-regex':
      return { regex: writeRegex(tree) };
    case 'sglang-ebnf':
      return { ebnf: writeGrammar(tree) };
    case 'llama.cpp-grammar':
      return { grammar: writeGrammar(tree) };
  }
}
