import type { Content } from './content.js';
import type { Entry } from './entry.js';

/** The canonical names of the settings that an entry is about, before and after it. */
export function namesOfEntry(entry: Entry): string[] {
  if (entry.kind === 'features') return [];
  if (entry.kind === 'setting') return [entry.before, entry.after].flatMap((state) => (state ? [state.name] : []));
  return [entry.before, entry.after].flatMap((state) => (state ? [state.setting] : []));
}

/** The canonical names of the settings that entries of this service are about; undefined for rows of another program. */
export function touchedNames(content: Content): string[] | undefined {
  if (content.kind !== 'entries') return undefined;
  const names = new Set<string>();
  for (const read of content.entries) {
    const entry = read();
    for (const name of entry ? namesOfEntry(entry) : []) names.add(name);
  }
  return [...names];
}
