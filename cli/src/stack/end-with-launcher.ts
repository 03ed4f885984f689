// Preloaded into every service of the stack: one that outlived a killed launcher would keep its port and work beside
// the services of the next start.
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
// Listening alone must not keep a process alive that has nothing else to do.
process.channel?.unref();
