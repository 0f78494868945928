import { useQuery } from '@tanstack/react-query';
import { moveFeature } from '@heksher/domain';
import { useState, type ReactElement } from 'react';
import { moveOperation, movePreview, type FeatureMove, type SeenFeatures } from '../../api/feature-edits.js';
import { isOutdated } from '../../api/http.js';
import { contextFeatures } from '../../api/queries.js';
import { Button } from '../../components/button.js';
import { CancelButton, Dialog, DialogActions } from '../../components/dialog.js';
import { FailureNote } from '../../components/failure.js';
import { NoteField } from '../../components/note-field.js';
import { words } from '../../words/en.js';
import styles from './features.module.css';
import { MoveImpact } from './move-impact.js';
import { useFeatureSave } from './use-feature-save.js';

const { features: texts } = words;

interface MoveFeatureProps {
  move: FeatureMove;
  /** The list in which the person moved the feature. */
  seen: SeenFeatures;
  onClose: () => void;
}

/** Shows what a move would change, and carries it out. If somebody else was faster, it shows both orders. */
export function MoveFeature({ move, seen, onClose }: MoveFeatureProps): ReactElement {
  const [base, setBase] = useState(seen);
  const preview = useQuery(movePreview(move, base));
  const { note, setNote, write, error, isPending, forgetError } = useFeatureSave(texts.moved(move.feature), onClose);
  const isConflict = [preview.error, error].some(isOutdated);
  const retry = (now: SeenFeatures) => {
    forgetError();
    setBase(now);
  };
  return (
    <Dialog title={texts.moveTitle(move.feature)} isOpen onClose={onClose} isWide>
      {isConflict ? (
        <Conflict move={move} base={base} onRetry={retry} />
      ) : (
        <>
          <Order title={texts.newOrder} features={orderAfter(move, base) ?? []} moved={move.feature} />
          {preview.data && <MoveImpact result={preview.data} />}
          {preview.isPending && <p role="status">{words.impact.computing}</p>}
          {preview.error && <FailureNote error={preview.error} onRetry={() => void preview.refetch()} />}
          <NoteField value={note} onChange={setNote} failure={error} />
        </>
      )}
      <DialogActions>
        <CancelButton />
        {!isConflict && (
          <Button
            look="primary"
            isDisabled={isPending || !preview.data}
            onPress={() => write(moveOperation(move, base))}
          >
            {texts.move}
          </Button>
        )}
      </DialogActions>
    </Dialog>
  );
}

interface ConflictProps {
  move: FeatureMove;
  base: SeenFeatures;
  onRetry: (now: SeenFeatures) => void;
}

function Conflict({ move, base, onRetry }: ConflictProps): ReactElement {
  // It is read again each time, because the list in memory is the outdated one.
  const { data, error, isFetching, refetch } = useQuery({ ...contextFeatures(), refetchOnMount: 'always' });
  const now = isFetching ? undefined : data;
  return (
    <>
      <p role="alert">{texts.conflict}</p>
      {error && <FailureNote error={error} onRetry={() => void refetch()} />}
      <div className={styles.orders}>
        {now && <Order title={texts.orderNow} features={now.features} moved={move.feature} />}
        <Order title={texts.orderWanted} features={orderAfter(move, base) ?? []} moved={move.feature} />
      </div>
      {now &&
        (orderAfter(move, now) ? <Button onPress={() => onRetry(now)}>{texts.tryAgain}</Button> : <p>{texts.gone}</p>)}
    </>
  );
}

function Order({ title, features, moved }: { title: string; features: readonly string[]; moved: string }) {
  return (
    <div>
      <h3>{title}</h3>
      <ol className={styles.order}>
        {features.map((name) => (
          <li key={name} data-moved={name === moved || undefined}>
            <bdi>{name}</bdi>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** Undefined if one of the features is gone. */
function orderAfter({ feature, place }: FeatureMove, { features }: SeenFeatures): string[] | undefined {
  const target = 'after' in place ? place.after : place.before;
  return features.includes(feature) && features.includes(target) ? moveFeature(features, feature, place) : undefined;
}
