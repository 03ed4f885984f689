/* The graph's module, which crashes when it is asked for the second time in one life. */
import '../backends/graph/graph-module.ts';
import { toModuleSchema } from '../backends/process/protocol.ts';

let asked = 0;
process.on('message', (message) => {
  if (toModuleSchema.parse(message).kind === 'ask') asked += 1;
  if (asked === 2) process.kill(process.pid, 'SIGKILL');
});
