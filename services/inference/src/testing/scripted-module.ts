/* A module that does what a test tells it, crashes included. */
import { setTimeout as wait } from 'node:timers/promises';
import { ModelFailure } from '../backends/backend.ts';
import { scriptedProtocol } from './scripted-protocol.ts';
import { serveProtocol } from '../backends/process/serve-protocol.ts';

const never = () => wait(2 ** 30);

serveProtocol(scriptedProtocol, async ({ name, opening }, { onStep }) => {
  onStep('starting');
  if (opening === 'refuse') throw new Error('no weights');
  if (opening === 'refuse-image') throw new ModelFailure('passing', 'busy');
  if (opening === 'crash') process.exit(7);
  if (opening === 'never') await never();
  let cancelled = 0;
  return {
    ready: { name, pid: process.pid },
    async answer({ order, values = new Float32Array() }, { signal, tell }) {
      signal.addEventListener('abort', () => (cancelled += 1));
      if (order === 'refuse') throw new ModelFailure('image', 'too dark');
      if (order === 'break') throw new TypeError('not a function');
      if (order === 'crash') {
        console.error('out of everything');
        process.exit(9);
      }
      if (order === 'silence') await never();
      if (order === 'count') for (let event = 0; event < 3; event += 1) tell(event);
      if (order === 'nonsense') tell(0.5);
      return { values: values.map((value) => 2 * value), cancelled };
    },
  };
});
