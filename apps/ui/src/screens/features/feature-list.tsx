import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { ArrowDown, ArrowUp, GripVertical, Trash2 } from 'lucide-react';
import type { ReactElement } from 'react';
import { Button as AriaButton, GridList, GridListItem, useDragAndDrop } from 'react-aria-components';
import type { FeatureMove } from '../../api/feature-edits.js';
import { facets } from '../../api/queries.js';
import { IconButton, buttonClass } from '../../components/button.js';
import { words } from '../../words/en.js';
import styles from './features.module.css';

const { features: texts } = words;

interface FeatureListProps {
  features: readonly string[];
  /** The one whose values are shown. */
  shown: string | undefined;
  isEditable: boolean;
  onMove: (move: FeatureMove) => void;
  onDelete: (feature: string) => void;
}

/** The features in their order. A move is only asked for: the list changes when it is done. */
export function FeatureList(props: FeatureListProps): ReactElement {
  const { features, shown, isEditable, onMove } = props;
  const { data } = useQuery(facets({}));
  const settings = new Map(data?.features.map((facet) => [facet.value, facet.settings]));
  const { dragAndDropHooks } = useDragAndDrop({
    getItems: (keys) => [...keys].map((key) => ({ 'text/plain': String(key) })),
    onReorder: ({ keys, target }) => {
      const [feature] = keys;
      const name = String(target.key);
      if (feature === undefined || feature === name) return;
      onMove({
        feature: String(feature),
        place: target.dropPosition === 'before' ? { before: name } : { after: name },
      });
    },
  });
  return (
    <GridList
      aria-label={texts.order}
      className={styles.list ?? ''}
      items={features.map((name, at) => ({ id: name, at, settings: settings.get(name) ?? 0 }))}
      dependencies={[shown, isEditable, features, data]}
      {...(isEditable && { dragAndDropHooks })}
      renderEmptyState={() => texts.none}
    >
      {({ id, at, settings: count }) => (
        <GridListItem id={id} textValue={id} className={styles.item ?? ''}>
          {isEditable && (
            <AriaButton slot="drag" className={buttonClass('plain')} aria-label={texts.drag(id)}>
              <GripVertical size={16} aria-hidden />
            </AriaButton>
          )}
          <span className={styles.place}>{at + 1}.</span>
          <Link
            to="/context-features"
            search={{ feature: id }}
            className={styles.name}
            aria-current={id === shown ? 'true' : undefined}
          >
            <bdi>{id}</bdi>
          </Link>
          <Link to="/settings" search={{ feature: id }} className={styles.count}>
            {texts.settings(count)}
          </Link>
          {isEditable && <ItemButtons {...props} feature={id} at={at} />}
        </GridListItem>
      )}
    </GridList>
  );
}

function ItemButtons(props: FeatureListProps & { feature: string; at: number }): ReactElement {
  const { features, feature, at, onMove, onDelete } = props;
  const [above, below] = [features[at - 1], features[at + 1]];
  return (
    <span className={styles.buttons}>
      <IconButton
        label={texts.up(feature)}
        isDisabled={above === undefined}
        onPress={() => above !== undefined && onMove({ feature, place: { before: above } })}
      >
        <ArrowUp size={16} aria-hidden />
      </IconButton>
      <IconButton
        label={texts.down(feature)}
        isDisabled={below === undefined}
        onPress={() => below !== undefined && onMove({ feature, place: { after: below } })}
      >
        <ArrowDown size={16} aria-hidden />
      </IconButton>
      <IconButton label={texts.remove(feature)} onPress={() => onDelete(feature)}>
        <Trash2 size={16} aria-hidden />
      </IconButton>
    </span>
  );
}
