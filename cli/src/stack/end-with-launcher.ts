// Preloaded into every service of the stack: one that outlived a killed launcher would keep its port and work beside
// the services of the next start. The launcher holds the other end of standard input, which ends with it.
import { Socket } from 'node:net';
import { isMainThread } from 'node:worker_threads';

if (isMainThread && process.stdin instanceof Socket) {
  process.stdin.once('close', () => process.kill(process.pid, 'SIGTERM')).resume();
  // Listening alone must not keep a process alive that has nothing else to do.
  process.stdin.unref();
}
