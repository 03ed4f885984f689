// npm run model: see `usage` in models/model-command.ts.
import { endWithPipe } from '@fakexplain/service-kit';
import { modelCommand } from './models/model-command.ts';

endWithPipe();
const stopping = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => (stopping.signal.aborted ? process.exit(130) : stopping.abort()));
}
try {
  process.exitCode = await modelCommand(process.argv.slice(2), {
    // Manifests name variables of their own.
    environment: process.env,
    signal: stopping.signal,
    say: (line) => console.log(line),
  });
} catch (error) {
  console.error(stopping.signal.aborted ? 'Stopped.' : error instanceof Error ? error.message : error);
  process.exitCode = stopping.signal.aborted ? 130 : 1;
}
