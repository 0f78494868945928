import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ChevronDown, ChevronRight } from 'lucide-react';
import { useState, type ReactElement } from 'react';
import { prefixes } from '../../api/queries.js';
import type { Prefix } from '../../api/types.js';
import { IconButton } from '../../components/button.js';
import { FailureNote } from '../../components/failure.js';
import { words } from '../../words/en.js';
import styles from './settings.module.css';

/** The names of settings as a tree, by the dots in them. A branch narrows the list to what is below it. */
export function PrefixTree({ chosen }: { chosen: string }): ReactElement {
  return (
    <nav aria-label={words.settings.tree} className={styles.tree}>
      <Link
        from="/settings"
        to="/settings"
        search={(old) => ({ ...old, prefix: undefined })}
        data-chosen={chosen === '' || undefined}
      >
        {words.settings.allSettings}
      </Link>
      <Branches under="" chosen={chosen} />
    </nav>
  );
}

function Branches({ under, chosen }: { under: string; chosen: string }): ReactElement {
  const { data, error, refetch } = useQuery(prefixes(under));
  if (error) return <FailureNote error={error} onRetry={() => void refetch()} />;
  return (
    <ul>
      {data?.map((branch) => (
        <Branch key={branch.prefix} under={under} branch={branch} chosen={chosen} />
      ))}
    </ul>
  );
}

function Branch({ under, branch, chosen }: { under: string; branch: Prefix; chosen: string }): ReactElement {
  const { prefix, settings } = branch;
  const [isOpen, setOpen] = useState(chosen.startsWith(prefix) && chosen !== prefix);
  const name = prefix.slice(under.length);
  return (
    <li>
      <span className={styles.branch}>
        <IconButton
          label={isOpen ? words.settings.collapse(prefix) : words.settings.expand(prefix)}
          aria-expanded={isOpen}
          onPress={() => setOpen(!isOpen)}
        >
          {isOpen ? <ChevronDown size={16} aria-hidden /> : <ChevronRight size={16} aria-hidden />}
        </IconButton>
        <Link
          from="/settings"
          to="/settings"
          search={(old) => ({ ...old, prefix })}
          data-chosen={chosen === prefix || undefined}
        >
          <bdi>{name}</bdi> <span className="quiet">{settings.toLocaleString()}</span>
        </Link>
      </span>
      {isOpen && <Branches under={prefix} chosen={chosen} />}
    </li>
  );
}
