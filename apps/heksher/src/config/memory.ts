import { totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';

const MEBIBYTE = 1024 * 1024;

/** The share of the process's memory that the caches may take. */
const CACHES_SHARE = 1 / 4;

/** The limits of a process' memory, in bytes. */
export interface MemoryLimits {
  /** The limit of V8's heap, which contains the rulesets: `--max-old-space-size`, or V8's own choice. */
  heap: number;
  /** The container or control group; undefined if there is none, or it has no limit. */
  container: number | undefined;
  machine: number;
}

/** The most memory that the caches may take, and the reason in words. */
export interface CacheMemory {
  bytes: number;
  origin: string;
}

/** The limits of this process. */
export function readMemoryLimits(): MemoryLimits {
  const machine = totalmem();
  const constrained = process.constrainedMemory();
  // Without a limit it is 0, or a number that is larger than any memory.
  const container = constrained > 0 && constrained < machine ? constrained : undefined;
  return { heap: getHeapStatistics().heap_size_limit, container, machine };
}

/** The configured megabytes, or a quarter of the memory that the process may use, at least a mebibyte. */
export function chooseCacheMemory(configured: number | undefined, limits: MemoryLimits): CacheMemory {
  if (configured !== undefined) return { bytes: configured * MEBIBYTE, origin: 'HEKSHER_CACHE_MB' };
  const { limit, name } = [
    { limit: limits.heap, name: "V8's heap limit" },
    { limit: limits.container ?? Infinity, name: "the container's memory limit" },
    { limit: limits.machine, name: "the machine's memory" },
  ].reduce((least, one) => (one.limit < least.limit ? one : least));
  const mebibytes = Math.max(1, Math.floor((limit * CACHES_SHARE) / MEBIBYTE));
  return {
    bytes: mebibytes * MEBIBYTE,
    origin: `a quarter of ${name}, ${Math.floor(limit / MEBIBYTE)} MiB; HEKSHER_CACHE_MB sets it`,
  };
}
