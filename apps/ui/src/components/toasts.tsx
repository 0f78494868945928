import { X } from 'lucide-react';
import type { ReactElement } from 'react';
import {
  Text,
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from 'react-aria-components';
import { words } from '../words/en.js';
import { Button, IconButton } from './button.js';
import styles from './toasts.module.css';

export interface Message {
  text: string;
  isBad?: boolean;
  /** What the person can do about it, such as Undo. */
  action?: { label: string; run: () => void };
}

/** Long enough to read the message and to press Undo. It stays while the pointer or the focus is on it. */
const SHOWN_MS = 15_000;
const queue = new ToastQueue<Message>({ maxVisibleToasts: 4 });

/** Shows a message that says what has happened. Screen readers announce it. */
export function tell(message: Message): void {
  queue.add(message, message.isBad ? {} : { timeout: SHOWN_MS });
}

/** The place where messages appear. F6 moves the focus there. */
export function Toasts(): ReactElement {
  return (
    <ToastRegion queue={queue} className={styles.region ?? ''}>
      {({ toast }) => (
        <Toast toast={toast} className={toast.content.isBad ? `${styles.toast} ${styles.bad}` : (styles.toast ?? '')}>
          <ToastContent>
            <Text slot="title">{toast.content.text}</Text>
          </ToastContent>
          <div className={styles.actions}>
            <Action message={toast.content} close={() => queue.close(toast.key)} />
            <IconButton label={words.common.close} slot="close">
              <X size={16} aria-hidden />
            </IconButton>
          </div>
        </Toast>
      )}
    </ToastRegion>
  );
}

function Action({ message: { action }, close }: { message: Message; close: () => void }): ReactElement | null {
  if (!action) return null;
  const run = () => {
    close();
    action.run();
  };
  return <Button onPress={run}>{action.label}</Button>;
}
