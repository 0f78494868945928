// Loaded into a measured process before its program. Answers over IPC the processor time of the process and, between
// `watch` and `unwatch`, for how long its event loop was blocked.
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** How often the event loop is asked, in milliseconds. It answers this much later even if it is not blocked. */
const RESOLUTION = 1;

let delay;

const blocked = (nanoseconds) => Math.max(0, nanoseconds / 1e6 - RESOLUTION);

const ACTIONS = {
  processorTime: () => {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
  watch: () => {
    delay = monitorEventLoopDelay({ resolution: RESOLUTION });
    delay.enable();
    return 0;
  },
  unwatch: () => {
    delay.disable();
    return { p99: blocked(delay.percentile(99)), longest: blocked(delay.max) };
  },
};

process.on('message', ({ probe, action }) => process.send({ probe, value: ACTIONS[action]() }));
process.channel?.unref(); // lets the process end
