import { queryOptions } from '@tanstack/react-query';
import type { Context, JsonValue } from '@heksher/domain';
import { printContext } from '../context/context-text.js';
import { ask } from './http.js';

/** The value of a setting in a context. */
export interface Evaluated {
  value: JsonValue;
  reason: 'rule' | 'default';
  rule_id?: number;
}

type Waiting = Map<string, { resolve: (evaluated: Evaluated) => void; reject: (error: unknown) => void }[]>;

/** Cells of a table ask one by one. Those that ask within this time share a request. */
const TOGETHER_MS = 20;
const waiting = new Map<string, { context: Context; names: Waiting }>();

/** The value of a setting in a context, read together with those of other settings. */
export function evaluated(name: string, context: Context) {
  const text = printContext(context);
  return queryOptions({ queryKey: ['evaluation', text, name], queryFn: () => load(name, context, text) });
}

function load(name: string, context: Context, text: string): Promise<Evaluated> {
  return new Promise((resolve, reject) => {
    let batch = waiting.get(text);
    if (!batch) {
      batch = { context, names: new Map() };
      waiting.set(text, batch);
      setTimeout(() => void loadBatch(text), TOGETHER_MS);
    }
    const others = batch.names.get(name) ?? [];
    batch.names.set(name, [...others, { resolve, reject }]);
  });
}

async function loadBatch(text: string): Promise<void> {
  const { context, names } = waiting.get(text) ?? { context: new Map(), names: new Map() as Waiting };
  waiting.delete(text);
  try {
    const body = { context: Object.fromEntries(context), settings: [...names.keys()] };
    const { settings } = (
      await ask<{ settings: Record<string, Evaluated> }>('api/v1/evaluate', { method: 'POST', body })
    ).body;
    for (const [name, askers] of names) for (const { resolve } of askers) resolve(settings[name] as Evaluated);
  } catch (error) {
    for (const askers of names.values()) for (const { reject } of askers) reject(error);
  }
}
