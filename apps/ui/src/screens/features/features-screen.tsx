import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { useRef, useState, type ReactElement } from 'react';
import type { FeatureMove, SeenFeatures } from '../../api/feature-edits.js';
import { contextFeatures } from '../../api/queries.js';
import { usePermissions } from '../../app/permissions.js';
import { Button } from '../../components/button.js';
import { FailureNote } from '../../components/failure.js';
import { Loading } from '../../components/loading.js';
import { Screen } from '../../components/screen.js';
import { words } from '../../words/en.js';
import { AddFeature } from './add-feature.js';
import { DeleteFeature } from './delete-feature.js';
import { FeatureList } from './feature-list.js';
import { FeatureValues } from './feature-values.js';
import styles from './features.module.css';
import { MoveFeature } from './move-feature.js';

const route = getRouteApi('/context-features');
const { features: texts } = words;

/** What the person is about to do, on the list as it was then. */
type Intent = { seen: SeenFeatures } & ({ move: FeatureMove } | { remove: string } | { add: true });

/** The context features in their order, their known values, and what uses them. */
export function FeaturesScreen(): ReactElement {
  const { feature, q = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const { data, error, refetch } = useQuery(contextFeatures());
  const { whyNotEditAll: whyNot } = usePermissions();
  const isEditable = whyNot === undefined;
  const [intent, setIntent] = useState<Intent>();
  const list = useRef<HTMLDivElement>(null);
  const close = () => {
    setIntent(undefined);
    setTimeout(() => keepFocusIn(list.current), FOCUS_IS_BACK_MS);
  };
  const names = data?.features ?? [];
  const shown = feature ?? names[0];

  return (
    <Screen
      title={texts.title}
      actions={
        data && isEditable ? (
          <Button onPress={() => setIntent({ seen: data, add: true })}>
            <Plus size={16} aria-hidden />
            {texts.add}
          </Button>
        ) : undefined
      }
    >
      <p>
        {texts.explanation} {whyNot ?? texts.orderHint}
      </p>
      {error && <FailureNote error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Loading />}
      {data && (
        <div ref={list} className={styles.columns}>
          <FeatureList
            features={names}
            shown={shown}
            isEditable={isEditable}
            onMove={(move) => setIntent({ seen: data, move })}
            onDelete={(remove) => setIntent({ seen: data, remove })}
          />
          {shown !== undefined && (
            <FeatureValues
              feature={shown}
              prefix={q}
              onPrefix={(text) => void navigate({ search: (old) => ({ ...old, q: text }), replace: true })}
            />
          )}
        </div>
      )}
      {intent && 'move' in intent && <MoveFeature move={intent.move} seen={intent.seen} onClose={close} />}
      {intent && 'remove' in intent && <DeleteFeature feature={intent.remove} seen={intent.seen} onClose={close} />}
      {intent && 'add' in intent && <AddFeature seen={intent.seen} onClose={close} />}
    </Screen>
  );
}

const FOCUS_IS_BACK_MS = 100;

/** After a drop by keyboard, and if its row is gone, a dialogue has nothing to give the focus back to. */
function keepFocusIn(list: HTMLElement | null): void {
  if (document.activeElement === document.body) list?.querySelector<HTMLElement>('[role="row"]')?.focus();
}
