import { keepPreviousData, useQuery, type UseQueryResult } from '@tanstack/react-query';
import { printJson } from '@heksher/domain';
import { useEffect, useState } from 'react';
import { preview } from '../api/save.js';
import type { ChangeSetResult, Operation } from '../api/types.js';

/** While somebody types, nothing is asked. */
const SETTLED_MS = 350;

/**
 * What operations would do, and for whom, without doing it. It follows the operations with a short delay. Without operations
 * nothing is asked.
 */
export function usePreview(operations: readonly Operation[]): UseQueryResult<ChangeSetResult> {
  const text = printJson(operations);
  const [settled, setSettled] = useState({ text, operations });
  useEffect(() => {
    if (settled.text === text) return undefined;
    const timer = setTimeout(setSettled, SETTLED_MS, { text, operations });
    return () => clearTimeout(timer);
  }, [text, operations, settled.text]);
  return useQuery({
    queryKey: ['preview', settled.text],
    queryFn: ({ signal }) => preview(settled.operations, signal),
    enabled: settled.operations.length > 0,
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
  });
}
