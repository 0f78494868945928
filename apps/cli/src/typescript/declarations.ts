import { compareCodePoints } from '@heksher/domain';
import type { DocumentSetting } from '../documents/document.js';
import { printable } from '../output/text.js';
import { memberNames, printText } from './identifiers.js';
import { printObject, printTyped } from './literals.js';

/** A file with typed declarations. */
export interface GeneratedFile {
  text: string;
  /** The settings that are declared in it. */
  count: number;
  /** The names of those that TypeScript cannot declare. */
  leftOut: string[];
}

const HEADER = '// Written by `heksher generate`, which replaces all of it.\n';

/** Declarations of settings for `@heksher/client`, in the order of their names. */
export function printDeclarations(settings: Readonly<Record<string, DocumentSetting>>): GeneratedFile {
  const names = Object.keys(settings).sort(compareCodePoints);
  const members = memberNames(names);
  const printed = names.map((name) => printSetting(name, members.get(name) ?? '', settings[name] ?? {}));
  const declared = printed.filter((one) => one !== undefined);
  const leftOut = names.filter((_name, at) => printed[at] === undefined);
  return { text: HEADER + printModule(declared, leftOut), count: declared.length, leftOut };
}

function printModule(declared: readonly string[], leftOut: readonly string[]): string {
  const [imports, parameter] =
    declared.length === 0 ? ['type { HeksherClient }', '_heksher'] : ['{ t, type HeksherClient }', 'heksher'];
  return [
    `import ${imports} from "@heksher/client";`,
    '',
    '/** Declares the settings of the service. It takes a client or a stub of one. */',
    `export function declareSettings(${parameter}: Pick<HeksherClient, "setting">) {`,
    ...(leftOut.length === 0
      ? []
      : [`  // Without these, whose numbers are beyond those of JavaScript: ${leftOut.join(', ')}`]),
    ...(declared.length === 0 ? ['  return {};'] : ['  return {', ...declared, '  };']),
    '}',
    '',
  ].join('\n');
}

/** Undefined if a number of the setting is beyond those of JavaScript. */
function printSetting(name: string, member: string, setting: DocumentSetting): string | undefined {
  const { type = '', default_value = null, configurable_features = [], version = '1.0', metadata = {} } = setting;
  const literals = printTyped(type, default_value);
  const printedMetadata = printObject(metadata);
  if (!literals || printedMetadata === undefined) return undefined;
  return [
    `    /** ${comment(name, setting)} */`,
    `    ${member}: heksher.setting({`,
    `      name: ${printText(name)},`,
    `      type: ${literals.type},`,
    `      configurableFeatures: [${configurable_features.map(printText).join(', ')}],`,
    `      defaultValue: ${literals.value},`,
    `      version: ${printText(version)},`,
    ...(Object.keys(metadata).length === 0 ? [] : [`      metadata: ${printedMetadata},`]),
    '    }),',
  ].join('\n');
}

/** What an editor shows of a setting: its description, or otherwise its name, and its aliases. */
function comment(name: string, { metadata, aliases = [] }: DocumentSetting): string {
  const description = metadata?.['description'];
  const what = (typeof description === 'string' && description.replace(/\s+/g, ' ').trim()) || name;
  const sentence = /[.!?]$/.test(what) ? what : `${what}.`;
  const others = aliases.length === 0 ? '' : ` Also called ${[...aliases].sort(compareCodePoints).join(', ')}.`;
  return printable(sentence + others).replaceAll('*/', '*\\/');
}
