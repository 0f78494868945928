// Loaded into a measured process before its program. Answers over IPC the processor time of the process and, between
// `watch` and `unwatch`, the longest block of its event loop.
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
process.channel?.unref(); // lets the process end
