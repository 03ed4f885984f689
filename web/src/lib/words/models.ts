import type { inference } from '@fakexplain/contract';

/** What a model of a task answers with. */
export const taskWords: Record<inference.Task, string> = {
  explain: 'Explains: verdict, regions and reasons',
  detect: 'Detects: a probability',
  segment: 'Segments: a mask',
};

interface Reach {
  title: string;
  /** The same of one model. */
  one: string;
  means: string;
  backends: readonly inference.BackendKind[];
}

/** The ways a model is reached, in the order they are listed. */
export const reaches: readonly Reach[] = [
  {
    title: 'Run here',
    one: 'Here, in the service’s own runtime',
    means: 'In the inference service’s own runtime, on this machine.',
    backends: ['local', 'graph'],
  },
  {
    title: 'Reached through a server',
    one: 'Through a server with an OpenAI-compatible API',
    means: 'A server with an OpenAI-compatible API answers: vLLM, SGLang, llama.cpp.',
    backends: ['served'],
  },
  {
    title: 'By importing predictions',
    one: 'By importing predictions made elsewhere',
    means: 'The model runs elsewhere; a file says what it said.',
    backends: ['predictions'],
  },
];

export const reachOf = (backend: inference.BackendKind): string =>
  reaches.find(({ backends }) => backends.includes(backend))?.one ?? backend;
