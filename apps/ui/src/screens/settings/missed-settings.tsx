import { printJson } from '@heksher/domain';
import type { ReactElement } from 'react';
import type { Failure } from '../../api/http.js';
import type { FoundSetting } from '../../api/types.js';
import { OutdatedNote } from '../../components/outdated.js';
import { words } from '../../words/en.js';

interface MissedSettingsProps {
  error: Failure;
  before: readonly FoundSetting[];
  now: readonly FoundSetting[];
}

/** Says that somebody else was faster, and what became of the selected settings. */
export function MissedSettings({ error, before, now }: MissedSettingsProps): ReactElement {
  const { outdated } = words;
  const found = new Map(now.map((setting) => [setting.name, setting]));
  const differences = before.flatMap((then) => {
    const setting = found.get(then.name);
    if (!setting) return [<bdi key={then.name}>{outdated.gone(then.name)}</bdi>];
    if (printJson(then) === printJson(setting)) return [];
    return [<bdi key={then.name}>{outdated.changed(then.name)}</bdi>];
  });
  return <OutdatedNote error={error} differences={differences} />;
}
