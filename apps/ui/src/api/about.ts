import { queryOptions } from '@tanstack/react-query';
import { CLIENT, SERVICE, ask, addressOf, Failure } from './http.js';

/** The newest change. */
export function revision() {
  return queryOptions({
    queryKey: ['changes', 'revision'],
    queryFn: async ({ signal }) => {
      return (await ask<{ sequence: number; at: string }>('api/v1/revision', { signal })).body;
    },
  });
}

const EVERY_MS = 10_000;

/** Whether the service is healthy, and ready; why not, in its words. Asked again every ten seconds. */
export function health() {
  return queryOptions({
    queryKey: ['config', 'health'],
    queryFn: async ({ signal }) => {
      const asked = await fetch(new URL('api/health', SERVICE), { signal, headers: CLIENT });
      try {
        await ask('api/health/ready', { signal });
        return { isHealthy: asked.ok, whyNotReady: undefined };
      } catch (error) {
        if (!(error instanceof Failure)) throw error;
        return { isHealthy: asked.ok, whyNotReady: error.detail };
      }
    },
    refetchInterval: EVERY_MS,
    staleTime: 0,
    retry: false,
  });
}

/** The open streams of the instance that answers, by kind; null if its metrics are not for everybody. */
export function openStreams() {
  return queryOptions({
    queryKey: ['config', 'streams'],
    queryFn: async ({ signal }) => {
      const answer = await fetch(addressOf('metrics'), { signal, redirect: 'error', headers: CLIENT });
      return answer.ok ? readStreams(await answer.text()) : null;
    },
    refetchInterval: EVERY_MS,
    staleTime: 0,
    retry: false,
  });
}

/** The gauge of open streams among metrics. */
export function readStreams(metrics: string): { kind: string; streams: number }[] {
  const lines = metrics.matchAll(/^heksher_streams_open\{[^}\n]*\bkind="([^"\n]*)"[^}\n]*\} (\d+)/gm);
  return [...lines].map(([, kind = '', streams]) => ({ kind, streams: Number(streams) }));
}
