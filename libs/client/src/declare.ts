import { isJsonObject, parseTolerantly, printJson, type JsonValue } from '@heksher/domain';
import type { DeclarationReport } from './hooks.js';
import { refusal, type Http } from './http.js';
import type { Setting } from './setting.js';

type AnySetting = Setting<unknown, string>;

/** The service gets so many declarations at once. */
const AT_ONCE = 8;
/** Statuses that another try may change. */
const PASSING = new Set([401, 408, 425, 429]);

/** Declares settings, and takes those out of the set whose declaration was answered. Throws if one cannot be made now. */
export async function declareAll(
  http: Http,
  pending: Set<AnySetting>,
  report: (one: DeclarationReport) => void,
): Promise<void> {
  const waiting = [...pending];
  const work = async () => {
    for (let setting = waiting.shift(); setting; setting = waiting.shift()) {
      const outcome = await declare(http, setting);
      pending.delete(setting);
      report(outcome);
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: AT_ONCE }, work));
  const failed = workers.find((worker) => worker.status === 'rejected');
  if (failed) throw failed.reason;
}

async function declare(http: Http, setting: AnySetting): Promise<DeclarationReport> {
  const body = printJson(declarationOf(setting));
  const { response, text } = await http.send('/api/v1/settings/declare', { method: 'POST', body });
  if (PASSING.has(response.status) || response.status >= 500) throw refusal(response, text);
  const answer = readAnswer(text);
  const isJudged = response.status === 200 || response.status === 409;
  const outcome = isJudged && isJsonObject(answer) ? answer.outcome : undefined;
  return {
    setting: setting.name,
    outcome: (outcome ?? 'refused') as DeclarationReport['outcome'],
    status: response.status,
    answer,
  };
}

function declarationOf({ options, defaultValue }: AnySetting): JsonValue {
  const { name, type, configurableFeatures, version, alias, metadata } = options;
  return {
    name,
    type: type.text,
    configurable_features: [...configurableFeatures],
    default_value: defaultValue,
    ...(version !== undefined && { version }),
    ...(alias !== undefined && { alias }),
    ...(metadata !== undefined && { metadata: { ...metadata } }),
  };
}

function readAnswer(text: string): JsonValue {
  try {
    return parseTolerantly(text);
  } catch {
    return text;
  }
}
