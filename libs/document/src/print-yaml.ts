import { isJsonNumber, numberText, type ExactNumber, type JsonValue } from '@heksher/domain';
import {
  COLLECTION_STYLE,
  NOT_RESOLVED,
  SCALAR_STYLE,
  Schema,
  boolCoreTag,
  defineScalarTag,
  dump,
  mapTag,
  nullCoreTag,
  seqTag,
  strTag,
  visit,
  type Document,
  type Node,
} from 'js-yaml';
import { JSON_NUMBER, isWord, readNumber, whyAmbiguous } from './plain-scalars.js';

/** Numbers as the domain has them, with the digits that they are written with. */
const numberTag = defineScalarTag<number | ExactNumber>('tag:yaml.org,2002:float', {
  implicit: true,
  implicitFirstChars: [...'-0123456789'],
  resolve: (text) => (JSON_NUMBER.test(text) ? readNumber(text) : NOT_RESOLVED),
  identify: isJsonNumber,
  represent: numberText,
});

const SCHEMA = new Schema([strTag, seqTag, mapTag, nullCoreTag, boolCoreTag, numberTag]);

/** Names that no tool takes for anything but a text, whatever is around them. */
const PLAIN_NAME = /^[A-Za-z_][A-Za-z0-9_.@/+-]*$/;

/** Names that some readers of YAML 1.1 take for a number without digits before its exponent, and read as NaN. */
const BARE_EXPONENT = /^[eE][+-]?[0-9]+$/;

/** The longest name that YAML allows without a question mark. */
const LONGEST_NAME = 1000;

/**
 * Prints a value as YAML that every tool reads alike: strings in double quotes, numbers with their digits, members in their
 * order, the conditions of a rule on one line. Equal values give equal texts. Ends with a newline.
 */
export function printYaml(value: JsonValue): string {
  return dump(value, {
    schema: SCHEMA,
    forceQuotes: true,
    quoteStyle: 'double',
    lineWidth: -1,
    noRefs: true,
    flowBracketPadding: true,
    transform: style,
  });
}

function style(documents: Document[]): void {
  visit(documents, (node, { isKey }) => {
    if (node.kind === 'scalar' && isKey && !isPlainName(node.value)) node.style = SCALAR_STYLE.DOUBLE_QUOTED;
    if (node.kind === 'mapping') {
      for (const { key, value } of node.items) if (isConditions(key, value)) value.style = COLLECTION_STYLE.FLOW;
    }
  });
}

function isPlainName(name: string): boolean {
  return PLAIN_NAME.test(name) && !BARE_EXPONENT.test(name) && !isWord(name) && whyAmbiguous(name) === undefined;
}

/** Whether a member is what a rule's `when` is: names and single values. */
function isConditions(key: Node, value: Node): value is Extract<Node, { kind: 'mapping' }> {
  if (key.kind !== 'scalar' || key.value !== 'when' || value.kind !== 'mapping') return false;
  return value.items.every(
    (item) => item.value.kind === 'scalar' && item.key.kind === 'scalar' && item.key.value.length < LONGEST_NAME,
  );
}
