import type { Command } from 'commander';
import { type JsonObject, type JsonValue } from '@heksher/domain';
import { evaluationLines, type Evaluated } from '../output/evaluation-lines.js';
import { printable } from '../output/text.js';
import { perform, type Session } from '../session.js';
import { asOfOption, splitPair } from './options.js';

interface EvaluateOptions {
  explain?: boolean;
  asOf?: string;
}

export function addEvaluate(program: Command): void {
  program
    .command('evaluate')
    .summary('say which values settings have in a context, and why')
    .description(
      'Says which values settings have in a context. Words with "=" are the context, all others are names of settings. ' +
        'Without names it is all settings.',
    )
    .argument('[words...]', 'names or aliases of settings, and the context, such as user=guest')
    .option('--explain', 'also say for each rule why it wins or does not')
    .addOption(asOfOption())
    .addHelpText('after', '\nExample:\n  heksher evaluate cache_size user=guest theme=dark --explain')
    .action((words: string[], options: EvaluateOptions, command: Command) =>
      perform(command, (session) => evaluate(session, words, options)),
    );
}

async function evaluate(session: Session, words: readonly string[], { explain, asOf }: EvaluateOptions): Promise<void> {
  const names = words.filter((word) => !word.includes('='));
  const context = Object.fromEntries(words.filter((word) => word.includes('=')).map(splitPair));
  const question: JsonObject = {
    context,
    ...(names.length > 0 && { settings: names }),
    ...(explain && { explain }),
    ...(asOf !== undefined && { as_of: asOf }),
  };
  const [{ body }, unknown] = await Promise.all([
    session.service.ask<{ settings: Record<string, Evaluated> }>('/api/v1/evaluate', question),
    asOf === undefined ? unknownFeatures(session, Object.keys(context)) : [],
  ]);
  session.out.messages(
    unknown.map(
      (name) => `Warning: there is no context feature ${printable(JSON.stringify(name))}, so it does not count`,
    ),
  );
  session.out.result(body as unknown as JsonValue, () => evaluationLines(body.settings, session.out.style));
}

/** Those of the features that the service does not have. The service leaves them out of account, as clients may be newer. */
async function unknownFeatures({ service }: Session, features: readonly string[]): Promise<string[]> {
  if (features.length === 0) return [];
  const { body } = await service.get<{ context_features: string[] }>('/api/v1/context_features');
  return features.filter((name) => !body.context_features.includes(name));
}
