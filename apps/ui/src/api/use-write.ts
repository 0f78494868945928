import { useMutation } from '@tanstack/react-query';
import { printJson } from '@heksher/domain';
import { useRef } from 'react';
import { newKey } from './http.js';

interface Write<Input> {
  /** Does nothing while one is under way: a double click writes once. */
  run: (input: Input) => void;
  error: Error | null;
  isPending: boolean;
  forgetError: () => void;
}

/**
 * A write that a person begins. `write` gets the idempotency key: one key for one intention, so what the person changes after
 * a failure is another one.
 */
export function useWrite<Input, Result>(
  write: (input: Input, idempotencyKey: string) => Promise<Result>,
  { onSuccess, onError }: { onSuccess: (result: Result) => void; onError?: (error: Error) => void },
): Write<Input> {
  const isUnderWay = useRef(false);
  const attempt = useRef({ text: '', key: '' });
  const { mutate, error, isPending, reset } = useMutation<Result, Error, Input>({
    mutationFn: (input) => {
      const text = printJson(input);
      if (text !== attempt.current.text) attempt.current = { text, key: newKey() };
      return write(input, attempt.current.key);
    },
    onSuccess,
    onError: (failure) => onError?.(failure),
    onSettled: () => {
      isUnderWay.current = false;
    },
  });
  const run = (input: Input) => {
    if (isUnderWay.current) return;
    isUnderWay.current = true;
    mutate(input);
  };
  return { run, error, isPending, forgetError: reset };
}
