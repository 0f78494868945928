import { useQuery } from '@tanstack/react-query';
import { printJson } from '@heksher/domain';
import { Failure } from '../api/http.js';
import { preview } from '../api/save.js';
import type { Operation } from '../api/types.js';

/**
 * Which of some `rule.create` operations meet a rule that exists already, by their places. The service says so; undefined
 * while it is asked.
 */
export function useExisting(creations: readonly Operation[]): ReadonlySet<number> | undefined {
  const { data } = useQuery({
    queryKey: ['preview', 'existing', printJson(creations)],
    queryFn: ({ signal }) => findExisting(creations, signal),
    enabled: creations.length > 0,
    retry: false,
    gcTime: 0,
  });
  return creations.length === 0 ? new Set() : data;
}

async function findExisting(creations: readonly Operation[], signal: AbortSignal): Promise<Set<number>> {
  try {
    await preview(creations, signal);
    return new Set();
  } catch (error) {
    // Other faults are said by the preview of what is left.
    if (error instanceof Failure && error.status === 409) return placesOf(error);
    return new Set();
  }
}

/** The places of the operations that a failure names with 409. */
export function placesOf({ problem }: Failure): Set<number> {
  const errors = Array.isArray(problem['errors']) ? problem['errors'] : [];
  const places = errors.flatMap((fault) => {
    const { pointer, status } = fault as { pointer?: unknown; status?: unknown };
    const [, place] = /^\/operations\/(\d+)/.exec(String(pointer)) ?? [];
    return status === 409 && place !== undefined ? [Number(place)] : [];
  });
  return new Set(places);
}
