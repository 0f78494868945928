import { useQuery } from '@tanstack/react-query';
import { printJson, type JsonValue } from '@heksher/domain';
import type { ReactElement, ReactNode } from 'react';
import { latestChange } from '../../api/queries.js';
import type { Setting } from '../../api/types.js';
import { Time } from '../../components/time.js';
import { ValueText } from '../../components/value.js';
import { words } from '../../words/en.js';
import styles from './setting.module.css';

const { facts } = words.setting;

/** What a setting is. */
export function SettingFacts({ setting }: { setting: Setting }): ReactElement {
  const { data: latest } = useQuery(latestChange(setting.name));
  const { description, ...metadata } = setting.metadata;
  return (
    <div className={styles.facts}>
      {description !== undefined && <p>{shown(description)}</p>}
      <dl>
        <Fact name={facts.type}>
          <code>{setting.type}</code>
        </Fact>
        <Fact name={facts.defaultValue}>
          <ValueText value={setting.default_value} />
        </Fact>
        <Fact name={facts.features}>{setting.configurable_features.join(', ')}</Fact>
        <Fact name={facts.version}>{setting.version}</Fact>
        {setting.aliases.length > 0 && <Fact name={facts.aliases}>{setting.aliases.join(', ')}</Fact>}
        {Object.entries(metadata).map(([key, value]) => (
          <Fact key={key} name={key}>
            {shown(value)}
          </Fact>
        ))}
        {latest && (
          <Fact name={facts.changed}>
            <Time at={latest.at} /> {latest.actor !== null && <bdi>{latest.actor}</bdi>}
            {latest.note !== null && <bdi className="quiet"> “{latest.note}”</bdi>}
          </Fact>
        )}
      </dl>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }): ReactElement {
  return (
    <div>
      <dt>
        <bdi>{name}</bdi>
      </dt>
      <dd>
        <bdi>{children}</bdi>
      </dd>
    </div>
  );
}

/** A text as it is, anything else as JSON. */
function shown(value: JsonValue): ReactNode {
  return typeof value === 'string' ? <bdi>{value}</bdi> : <code>{printJson(value)}</code>;
}
