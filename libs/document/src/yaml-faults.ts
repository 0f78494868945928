import { NESTED_TOO_DEEP } from '@heksher/domain';

/** The parser's reasons, and what a person is told instead. The first that matches counts. */
const SENTENCES: readonly (readonly [RegExp, string])[] = [
  [/^nesting exceeded/, NESTED_TOO_DEEP],
  [/^tab characters/, 'a tab indents this line: indent with spaces'],
  [/key-value separator/, 'write a space after the colon'],
  [/^expected ':' after|multiline key/, 'a member is written as "name: value": here the colon is missing'],
  [/^missed comma/, 'a comma or a closing bracket is missing before this place'],
  [/but found ','/, 'there is a comma too many'],
  [/within a flow collection/, 'a "[" or "{" is not closed'],
  [/quoted scalar$/, 'a quotation mark is not closed'],
  [/escape sequence|hexadecimal/, 'this escape is unknown: write \\\\ for a backslash'],
  [
    /JSON character|non-printable|null byte/,
    'a control character is written as an escape in double quotes, such as "\\t"',
  ],
  [/sequence entry/, 'the items of a list begin with "- " in the same column'],
  [/anchor|alias/, 'anchors (&) and aliases (*) are not read: write the value out, or quote the text'],
  [/directive|YAML version/, 'directives (%) are not read: leave this line out'],
  [/\btag\b/, 'tags (!) are not read: leave it out, and quote the value if it is a text'],
  [
    /mapping entry|deficient indentation|end of the stream or a document separator/,
    'this does not fit what comes before: indent members and items alike, and quote a text that contains ": " or " #"',
  ],
];

/** One sentence for a reason of the YAML parser at an offset. */
export function sentenceFor(reason: string, text: string, offset: number): string {
  const character = text.charAt(offset);
  if (/[@`%]/.test(character) && !/directive/.test(reason)) return `a text cannot begin with ${character}: quote it`;
  const sentence = SENTENCES.find(([pattern]) => pattern.test(reason))?.[1];
  return sentence ?? `this is not YAML: ${reason}`;
}
