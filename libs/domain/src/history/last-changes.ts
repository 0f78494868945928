import type { ChangedSubject } from '../document/document-change.js';
import type { Content } from './content.js';
import { hasChanged } from './culprits.js';
import type { Entry, SettingEntry } from './entry.js';
import { namesOfEntry } from './touched-names.js';

/** Finds the last change of each of some settings, attributes and rules in a log that is read from its end. */
export class LastChanges {
  private readonly found = new Map<ChangedSubject, string>();
  private readonly bySetting = new Map<string, Set<ChangedSubject>>();
  private readonly byRule = new Map<number, Set<ChangedSubject>>();
  private readonly features = new Set<ChangedSubject>();

  constructor(subjects: Iterable<ChangedSubject>) {
    for (const subject of subjects) {
      if (subject.kind === 'features') this.features.add(subject);
      else put(this.bySetting, subject.setting, subject);
      if (subject.kind === 'rule') put(this.byRule, subject.ruleId, subject);
    }
  }

  /** Whether nothing is left to find. */
  get isDone(): boolean {
    return this.bySetting.size === 0 && this.features.size === 0;
  }

  /** The names of the settings with something left to find, as they are called now. */
  get names(): string[] {
    return [...this.bySetting.keys()];
  }

  /** Whether the last change of the context features is left to find. */
  get seeksFeatures(): boolean {
    return this.features.size > 0;
  }

  /** The sequence of the last change of a subject; undefined if it was not found. */
  get(subject: ChangedSubject): string | undefined {
    return this.found.get(subject);
  }

  /**
   * Notes a change that is older than those before, in steps. `settings` are the settings that it names; null for any.
   */
  *note(sequence: string, content: Content, settings: readonly string[] | null): Generator<void, void> {
    if (content.kind === 'entries') {
      for (const read of content.entries) {
        const entry = read();
        if (entry) this.noteEntry(sequence, entry);
        yield;
      }
      return;
    }
    // Which of them another program has changed is not looked at.
    for (const name of settings ?? this.names) this.settle(sequence, this.bySetting.get(name) ?? []);
    if (settings === null) this.settle(sequence, this.features);
  }

  private noteEntry(sequence: string, entry: Entry): void {
    if (entry.kind === 'features') this.settle(sequence, this.features);
    else if (entry.kind === 'setting') this.noteSetting(sequence, entry);
    else {
      const id = entry.after?.rule.id ?? entry.before?.rule.id;
      if (id !== undefined) this.settle(sequence, this.byRule.get(id) ?? []);
    }
  }

  private noteSetting(sequence: string, entry: SettingEntry): void {
    const { before, after } = entry;
    const isWhole = !before || !after;
    for (const name of namesOfEntry(entry)) {
      const subjects = [...(this.bySetting.get(name) ?? [])];
      const concerned = subjects.filter(
        (one) =>
          isWhole ||
          (one.kind === 'setting' && (one.attribute === undefined || hasChanged(one.attribute, before, after))),
      );
      this.settle(sequence, concerned);
    }
    if (before && after && before.name !== after.name) this.rename(after.name, before.name);
  }

  /** Before a rename the log has the old name. */
  private rename(now: string, then: string): void {
    for (const subject of this.bySetting.get(now) ?? []) put(this.bySetting, then, subject);
    this.bySetting.delete(now);
  }

  private forget(subject: Exclude<ChangedSubject, { kind: 'features' }>): void {
    const names = this.bySetting.get(subject.setting)?.has(subject) ? [subject.setting] : this.names;
    for (const name of names) drop(this.bySetting, name, subject);
  }

  private settle(sequence: string, subjects: Iterable<ChangedSubject>): void {
    for (const subject of [...subjects]) {
      this.found.set(subject, sequence);
      if (subject.kind === 'features') this.features.delete(subject);
      else this.forget(subject);
      if (subject.kind === 'rule') drop(this.byRule, subject.ruleId, subject);
    }
  }
}

function put<Key>(map: Map<Key, Set<ChangedSubject>>, key: Key, subject: ChangedSubject): void {
  const set = map.get(key);
  if (set) set.add(subject);
  else map.set(key, new Set([subject]));
}

function drop<Key>(map: Map<Key, Set<ChangedSubject>>, key: Key, subject: ChangedSubject): void {
  const set = map.get(key);
  if (set?.delete(subject) && set.size === 0) map.delete(key);
}
