import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactElement, ReactNode } from 'react';
import { health, openStreams, revision } from '../../api/about.js';
import { addressOf } from '../../api/http.js';
import { uiConfig } from '../../api/queries.js';
import { useLiveState } from '../../app/live.js';
import { Facts } from '../../components/facts.js';
import { inWords } from '../../components/failure.js';
import { Screen } from '../../components/screen.js';
import { Time } from '../../components/time.js';
import { words } from '../../words/en.js';
import styles from './about.module.css';

const { about } = words;

/** What the service is, where its documentation is, and how it is. */
export function AboutScreen(): ReactElement {
  const { data: config, error } = useQuery(uiConfig());
  const live = useLiveState();
  return (
    <Screen title={about.title}>
      <Facts
        facts={[
          [about.version, config?.version ?? fault(error)],
          [about.revision, <Revision key="revision" />],
          [about.health, <Health key="health" />],
          [about.streams, <Streams key="streams" />],
          [about.live, about.liveStates[live]],
          [about.docs, <Docs key="docs" />],
          ...(config && !config.access.on ? [[about.access, <AccessOff key="access" />] as const] : []),
        ]}
      />
    </Screen>
  );
}

function fault(error: unknown): ReactNode {
  if (error === null || error === undefined) return words.common.loading;
  const { title, detail } = inWords(error);
  return `${title} ${detail}`;
}

function AccessOff(): ReactElement {
  return (
    <>
      {words.access.isOff} <Link to="/access">{words.access.title}</Link>
    </>
  );
}

function Revision(): ReactNode {
  const { data, error } = useQuery(revision());
  if (!data) return fault(error);
  return (
    <>
      <Link to="/changes/$sequence" params={{ sequence: String(data.sequence) }}>
        {words.changes.change(data.sequence)}
      </Link>
      , <Time at={data.at} />
    </>
  );
}

function Health(): ReactNode {
  const { data, error } = useQuery(health());
  if (!data) return error ? words.failures.unreachable : words.common.loading;
  const { isHealthy, whyNotReady } = data;
  return (
    <>
      {isHealthy ? about.healthy : about.unhealthy}
      {whyNotReady !== undefined && `; ${about.notReady} ${whyNotReady}`}
    </>
  );
}

function Streams(): ReactNode {
  const { data, error } = useQuery(openStreams());
  if (data === undefined) return error ? about.streamsMissing : words.common.loading;
  if (data === null) return about.streamsHidden;
  if (data.length === 0) return about.streamsMissing;
  return data.map(({ kind, streams }) => `${streams} ${about.streamKinds[kind] ?? kind}`).join(', ');
}

const PAGES = ['docs', 'redoc'] as const;

function Docs(): ReactElement {
  return (
    <ul className={styles.docs}>
      {PAGES.map((page) => (
        <li key={page}>
          <a href={addressOf(page).href} target="_blank" rel="noopener">
            {about.docsPages[page]}
          </a>
        </li>
      ))}
      <li>
        <a href={addressOf('openapi.json').href} target="_blank" rel="noopener">
          {about.docsPages.openapi}
        </a>
      </li>
    </ul>
  );
}
