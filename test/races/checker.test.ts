import { describe, expect, test } from '@jest/globals';
import { check } from './checker.js';
import type { Evidence, LoggedChange, Recorded } from './history.js';
import { perform } from './model.js';
import type { Answer, Operation } from './operations.js';
import { EMPTY, contentOf, type State } from './state.js';

const declared = {
  name: 'size',
  configurable_features: ['user'],
  type: 'int',
  default_value: 0,
  metadata: {},
  version: '1.0',
};
const rule: Operation = { kind: 'add rule', setting: 'size', conditions: { user: 'x' }, value: 1, metadata: {} };
const list: Operation = { kind: 'query', filters: '*', isWithMetadata: false };
const settings: Operation = { kind: 'list settings', isWhole: true };
const edit = (setting: string): Operation => {
  return { kind: 'edit setting metadata', setting, edit: { kind: 'clear' }, version: '1.1' };
};

/** Makes up a run of sequential operations of 10 ms each. */
class MadeUp {
  readonly history: Recorded[] = [];
  readonly log: LoggedChange[] = [];
  state: State = { ...EMPTY, revision: 'begin' };

  /** An operation that the service carries out correctly, and then forgets if `isLost`. */
  does(id: string, operation: Operation, { isLost = false } = {}): this {
    const { answer, change, state } = perform(this.state, operation, this.log.length);
    this.sees(id, operation, answer);
    if (!change || isLost) return this;
    const seq = this.log.length + 1;
    const parent = this.state.revision;
    this.log.push({ before: null, after: null, ...change, seq, id: `state ${seq}`, parent, actor: id });
    this.state = { ...state, revision: `state ${seq}` };
    return this;
  }

  /** An operation with this answer, right or wrong, that changes nothing. */
  sees(id: string, operation: Operation, answer: Answer | 'unknown'): this {
    const start = this.history.length * 10;
    this.history.push({ id, replica: 'replica 1', operation, start, end: start + 9, answer });
    return this;
  }

  /** Changes the record of an operation. */
  records(id: string, changes: Partial<Recorded>): this {
    for (const one of this.history) if (one.id === id) Object.assign(one, changes);
    return this;
  }

  get evidence(): Evidence {
    return { history: this.history, log: this.log, stored: contentOf(this.state) };
  }
}

const begun = () =>
  new MadeUp().does('a', { kind: 'add feature', feature: 'user' }).does('b', { kind: 'declare', declared });
const answerTo = (operation: Operation, run: MadeUp) => perform(run.state, operation).answer;
const settingsOf = (run: MadeUp) => (answerTo(settings, run).body as { settings: object[] }).settings;

describe('a history is accepted', () => {
  test('a history is accepted if every answer is right', () => {
    const run = begun().does('c', rule).does('d', list).does('e', rule).does('f', { kind: 'delete rule', rule: 2 });

    expect(() => check(run.evidence)).not.toThrow();
  });

  test('a history is accepted if a read sees a concurrent change, or does not', () => {
    for (const isSeen of [false, true]) {
      const run = begun();
      const before = answerTo(list, run);
      run.does('c', rule);
      run.sees('d', list, isSeen ? answerTo(list, run) : before).records('d', { start: 22, end: 24 });

      expect(() => check(run.evidence)).not.toThrow();
    }
  });

  test('a history is accepted if an operation with an unknown outcome was done, or was not', () => {
    const done = begun().does('c', rule).records('c', { answer: 'unknown' });
    const undone = begun().sees('c', rule, 'unknown');

    expect(() => check(done.evidence)).not.toThrow();
    expect(() => check(undone.evidence)).not.toThrow();
  });

  test('a history is accepted if an operation with an unknown outcome is done later', () => {
    const run = begun();
    const before = answerTo(list, run);
    run.does('c', rule).records('c', { answer: 'unknown' }).sees('d', list, before);

    expect(() => check(run.evidence)).not.toThrow();
  });
});

describe('a history is refused', () => {
  const refused = (run: MadeUp) => expect(() => check(run.evidence));

  test('a history is refused if a write that was acknowledged is lost', () => {
    refused(begun().does('c', rule, { isLost: true })).toThrow(/^c \(add rule: .*no state from 2 to 2 explains/);
  });

  test('a history is refused if a read is stale', () => {
    const run = begun();
    const before = answerTo(list, run);
    run.does('c', rule).sees('d', list, before);

    refused(run).toThrow(/^d \(query: .*no state from 3 to 3 explains/);
  });

  test('a history is refused if a read no longer sees what an earlier read has seen', () => {
    const run = begun();
    const before = answerTo(list, run);
    run.does('c', rule).records('c', { end: 60 }).does('d', list).sees('e', list, before);

    refused(run).toThrow(/^e \(query: .*no state from 3 to 3 explains/);
  });

  test('a history is refused if a read sees a change that nobody has asked for yet', () => {
    const run = begun();
    run.sees('c', list, perform(perform(run.state, rule, 2).state, list).answer).does('d', rule);

    refused(run).toThrow(/^c \(query: .*no state from 2 to 2 explains/);
  });

  test('a history is refused if a read is torn: half of it shows one state, half another', () => {
    const run = begun().does('c', { kind: 'declare', declared: { ...declared, name: 'speed' } });
    const [oldSize] = settingsOf(run);
    run.does('d', edit('size')).does('e', edit('speed'));
    const [, newSpeed] = settingsOf(run);
    run.sees('f', settings, { status: 200, body: { settings: [oldSize, newSpeed] } }).records('f', { start: 30 });

    refused(run).toThrow(/^f \(list settings: .*no state from 3 to 5 explains/);
  });

  test('a history is refused if a rule was added twice', () => {
    const run = begun().does('c', rule);
    const [change] = run.log.slice(-1) as [LoggedChange];
    run.log.push({ ...change, seq: 4, id: 'state 4', parent: change.id });

    refused(run).toThrow(/^change 3 was made a second time: change 4 \(rule.created of size by c/);
  });

  test('a history is refused if a write was refused and yet applied', () => {
    const run = begun()
      .does('c', rule)
      .records('c', { answer: { status: 409 } });

    refused(run).toThrow(/^c \(add rule: .*answered {"status":409}\) made change 3 .* the answer is {"status":201/);
  });

  test('a history is refused if a write was refused without a reason', () => {
    refused(begun().sees('c', rule, { status: 409 })).toThrow(
      /^c \(add rule: .*a rule.created, which is not in the log/s,
    );
  });

  test('a history is refused if half of a write was applied', () => {
    const run = begun().does('c', { ...rule, metadata: { owner: 'jim' } });
    const [added] = run.state.rules;
    run.state = { ...run.state, rules: [{ ...added, metadata: {} } as State['rules'][number]] };

    refused(run).toThrow(/^the tables differ from what the log led to: rules are /);
  });

  test('a history is refused if a change differs from the request', () => {
    const run = begun().does('c', rule);
    Object.assign(run.log[2] as LoggedChange, { after: { rule_id: 2, setting: 'size', value: 2 } });

    refused(run).toThrow(/^c \(add rule: .* made change 3 .*, where the model has /);
  });

  test('a history is refused if a change comes before one that was already acknowledged when it began', () => {
    const run = begun().does('c', rule).does('d', { kind: 'add feature', feature: 'theme' });
    run.records('c', { start: 100, end: 110 });

    refused(run).toThrow(/^c \(add rule: .* began when state 4 had been seen, yet made change 3 before it/);
  });

  test('a history is refused if the log has a change of somebody else', () => {
    const run = begun().does('c', rule);
    Object.assign(run.log[2] as LoggedChange, { actor: null, action: 'external' });

    refused(run).toThrow(/^nobody has asked for change 3 \(external of size by null/);
  });

  test('a history is refused if a change has the wrong parent', () => {
    const run = begun().does('c', rule);
    Object.assign(run.log[2] as LoggedChange, { parent: 'state 1' });

    refused(run).toThrow(/^the log's chain is broken at change 3 /);
  });

  test('a history is refused if the service has answered 500', () => {
    refused(begun().sees('c', list, { status: 500 })).toThrow(/^c \(query: .*answered {"status":500}/);
  });
});
