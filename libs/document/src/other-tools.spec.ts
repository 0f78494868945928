import { parseJson } from '@heksher/domain';
import { expect, test } from '@jest/globals';
import { readDocumentText } from './read-document-text.js';

const VALUE = parseJson(
  String.raw`{"format":"heksher/v1","settings":{"a":{"default_value":"no","metadata":{"1":"012","text":"two\nlines\n"},
  "rules":[{"when":{},"value":1.5},{"when":{"user":"jim"},"value":["x",{"n_":null}]}]}}}`,
);

/** The same value as different tools write it. */
const TEXTS = {
  'PyYAML 6.0': `format: heksher/v1
settings:
  a:
    default_value: 'no'
    metadata:
      '1': '012'
      text: 'two

        lines

        '
    rules:
    - value: 1.5
      when: {}
    - value:
      - x
      - n_: null
      when:
        user: jim
`,
  'PyYAML 6.0 in flow style': `{format: heksher/v1, settings: {a: {default_value: 'no', metadata: {'1': '012', text: 'two

          lines

          '}, rules: [{when: {}, value: 1.5},
        {when: {user: jim}, value: [x, {n_: null}]}]}}}
`,
  'js-yaml 5.5': `format: heksher/v1
settings:
  a:
    default_value: 'no'
    metadata:
      '1': '012'
      text: |
        two
        lines
    rules:
      - when: {}
        value: 1.5
      - when:
          user: jim
        value:
          - x
          - n_: null
`,
  'yq 3, and others with ---': `---
format: "heksher/v1"
settings:
    a:
        default_value: "no"
        metadata:
            "1": "012"
            text: |
                two
                lines
        rules:
            -   when: {}
                value: 1.5
            -   when:
                    user: jim
                value:
                    - x
                    - n_: ~
...
`,
  'JSON.stringify': JSON.stringify(
    JSON.parse(`{"format":"heksher/v1","settings":{"a":{"default_value":"no",
    "metadata":{"1":"012","text":"two\\nlines\\n"},"rules":[{"when":{},"value":1.5},
    {"when":{"user":"jim"},"value":["x",{"n_":null}]}]}}}`),
    null,
    '\t',
  ),
};

test.each(Object.entries(TEXTS))('what %s writes is read', (_, text) => {
  expect(readDocumentText(text).value).toEqual(VALUE);
  expect(readDocumentText(text.replaceAll('\n', '\r\n')).value).toEqual(VALUE);
});

test('a long text that a tool has folded is one text', () => {
  const text = 'a: word word word\n  word word\nb: >-\n  word\n  word\n\n  paragraph\n';

  expect(readDocumentText(text).value).toEqual({ a: 'word word word word word', b: 'word word\nparagraph' });
});

test.each([
  ['yaml 2.9, which writes YAML 1.2', 'default_value: no\n', 1, 16],
  ['yaml 2.9, which writes YAML 1.2', 'date: 2026-11-26\n', 1, 7],
  ['PyYAML 6.0, which takes y for a text', 'y: null\n', 1, 1],
  ['PyYAML 6.0', 'a: .inf\n', 1, 4],
  ['PyYAML, with equal objects', 'a: &id001\n- 1\nb: *id001\n', 1, 4],
  ['PyYAML, with a tuple', 'a: !!python/tuple\n- 1\n', 1, 4],
])('what %s is refused at its place: %j', (_, text, line, column) => {
  expect(() => readDocumentText(text)).toThrow(expect.objectContaining({ line, column }));
});
