// Loaded into a process under measurement before its program: answers over IPC how much processor time the process has
// used, and, between `watch` and `unwatch`, how long its event loop was held up at most.
import { monitorEventLoopDelay } from 'node:perf_hooks';

let delay;

const ACTIONS = {
  processorTime: () => {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
  watch: () => {
    delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    return 0;
  },
  unwatch: () => {
    delay.disable();
    return delay.max / 1e6;
  },
};

process.on('message', ({ probe, action }) => process.send({ probe, value: ACTIONS[action]() }));
process.channel?.unref(); // must not keep the process from ending
