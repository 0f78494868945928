import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { printJson } from '@heksher/domain';
import { useEffect, useState } from 'react';
import { preview } from '../api/save.js';
import type { ChangeSetResult, Operation } from '../api/types.js';

/** While somebody types, nothing is asked. */
const SETTLED_MS = 350;

export interface Preview {
  /** Of the operations, or while it is busy of those before. */
  data: ChangeSetResult | undefined;
  error: Error | null;
  /** Whether the answer for these operations is still to come. */
  isBusy: boolean;
}

/**
 * What operations would do, and for whom, without doing it. It follows the operations with a short delay. Without operations
 * nothing is asked.
 */
export function usePreview(operations: readonly Operation[]): Preview {
  const text = printJson(operations);
  const [settled, setSettled] = useState({ text, operations });
  useEffect(() => {
    if (settled.text === text) return undefined;
    const timer = setTimeout(setSettled, SETTLED_MS, { text, operations });
    return () => clearTimeout(timer);
  }, [text, operations, settled.text]);
  const { data, error, isFetching } = useQuery({
    queryKey: ['preview', 'operations', settled.text],
    queryFn: ({ signal }) => preview(settled.operations, signal),
    enabled: settled.operations.length > 0,
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
  });
  return { data, error, isBusy: isFetching || settled.text !== text };
}
