import { useQuery } from '@tanstack/react-query';
import { printJson, type JsonValue } from '@heksher/domain';
import type { ReactElement, ReactNode } from 'react';
import { latestChange } from '../../api/queries.js';
import type { Change, Setting } from '../../api/types.js';
import { Time } from '../../components/time.js';
import { ValueText } from '../../components/value.js';
import { AliasUse, useUses } from '../../usage/alias-use.js';
import { UsedBy } from '../../usage/used-by.js';
import { words } from '../../words/en.js';
import styles from './setting.module.css';

const { facts } = words.setting;

/** What a setting is. */
export function SettingFacts({ setting }: { setting: Setting }): ReactElement {
  const { data: latest, isPending } = useQuery(latestChange(setting.name));
  const uses = useUses(setting.name);
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
        {setting.aliases.length > 0 && (
          <Fact name={facts.aliases}>
            {setting.aliases.map((alias) => (
              <div key={alias}>
                <bdi>{alias}</bdi> <AliasUse alias={alias} uses={uses} />
              </div>
            ))}
          </Fact>
        )}
        {Object.entries(metadata).map(([key, value]) => (
          <Fact key={key} name={key}>
            {shown(value)}
          </Fact>
        ))}
        {/* It has its place from the beginning: what stands below must not move while somebody points at it. */}
        {(isPending || latest) && (
          <Fact name={facts.changed}>{latest ? <Latest change={latest} /> : words.common.loading}</Fact>
        )}
        <UsedBy setting={setting.name}>
          {(content) => (
            <Fact name={words.usage.usedBy} isWide>
              {content}
            </Fact>
          )}
        </UsedBy>
      </dl>
    </div>
  );
}

function Latest({ change: { at, actor, note } }: { change: Change }): ReactElement {
  return (
    <>
      <Time at={at} /> {actor !== null && <bdi>{actor}</bdi>}
      {note !== null && <bdi className="quiet"> “{note}”</bdi>}
    </>
  );
}

interface FactProps {
  name: string;
  children: ReactNode;
  /** On a line of its own. */
  isWide?: boolean;
}

function Fact({ name, children, isWide = false }: FactProps): ReactElement {
  return (
    <div className={isWide ? styles.wide : undefined}>
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
