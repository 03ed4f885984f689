// Imported into a service that is measured: on SIGUSR2 it says for how long its event loop was held at most since the last time.
import { monitorEventLoopDelay } from 'node:perf_hooks';

const delays = monitorEventLoopDelay({ resolution: 1 });
delays.enable();
process.on('SIGUSR2', () => {
  console.error(`held ${delays.max / 1e6}`);
  delays.reset();
});
