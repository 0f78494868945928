import { X } from 'lucide-react';
import {
  createContext,
  use,
  useEffect,
  useId,
  useLayoutEffect,
  useState,
  type ReactElement,
  type ReactNode,
} from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { words } from '../words/en.js';
import { Button, IconButton } from './button.js';
import styles from './dialog.module.css';

interface DialogProps {
  title: ReactNode;
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
  /** For tables and comparisons. Its height stays, so that its buttons do too. */
  isWide?: boolean;
  /** A question that has to be answered: a click beside it does not close it. */
  isAlert?: boolean;
  /** What it shows is not shown again: Escape does not close it. */
  isShownOnce?: boolean;
}

interface Closing {
  /** Closes the dialogue, if something is typed only once the person says so. */
  close: () => void;
  /** Notes whether something is typed in a part of the dialogue. */
  note: (part: string, isTyped: boolean) => void;
}

const ClosingContext = createContext<Closing>({ close: () => undefined, note: () => undefined });

/** A dialogue over the page. Escape closes it. What is typed is not lost by that: see `useTyped`. */
export function Dialog({ onClose, children, ...props }: DialogProps): ReactElement {
  const [{ typed, note }] = useState(newTyped);
  const [isAsking, setAsking] = useState(false);
  const close = () => (typed.size > 0 ? setAsking(true) : onClose());
  useEffect(() => {
    // The browser asks before it leaves the page.
    const leave = (event: BeforeUnloadEvent) => typed.size > 0 && event.preventDefault();
    window.addEventListener('beforeunload', leave);
    return () => window.removeEventListener('beforeunload', leave);
  }, [typed]);
  return (
    <>
      <Frame {...props} onClose={close}>
        <ClosingContext value={{ close, note }}>{children}</ClosingContext>
      </Frame>
      {isAsking && <Discard onKeep={() => setAsking(false)} onDiscard={onClose} />}
    </>
  );
}

/** In how many parts of dialogues something is typed. */
let typedParts = 0;

/** Whether something is typed in any dialogue, which would be lost by going elsewhere. */
export function isAnythingTyped(): boolean {
  return typedParts > 0;
}

/** The parts of a dialogue in which something is typed. */
function newTyped(): { typed: ReadonlySet<string>; note: Closing['note'] } {
  const typed = new Set<string>();
  const note = (part: string, isTyped: boolean) => {
    typedParts -= typed.size;
    if (isTyped) typed.add(part);
    else typed.delete(part);
    typedParts += typed.size;
  };
  return { typed, note };
}

function Frame({ title, isOpen, onClose, children, isWide, isAlert, isShownOnce = false }: DialogProps): ReactElement {
  return (
    <ModalOverlay
      className={styles.overlay ?? ''}
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      // What was typed would be lost by a click beside the dialogue.
      isDismissable={false}
      isKeyboardDismissDisabled={isShownOnce}
    >
      <Modal className={isWide ? `${styles.modal} ${styles.wide}` : (styles.modal ?? '')}>
        <AriaDialog className={styles.dialog ?? ''} role={isAlert ? 'alertdialog' : 'dialog'}>
          <div className={styles.head}>
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            <IconButton label={words.common.close} onPress={onClose}>
              <X size={18} aria-hidden />
            </IconButton>
          </div>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** Asks whether what is typed may be lost. */
export function Discard({ onKeep, onDiscard }: { onKeep: () => void; onDiscard: () => void }): ReactElement {
  return (
    <Frame isAlert title={words.common.discardTitle} isOpen onClose={onKeep}>
      <DialogActions>
        <Button onPress={onKeep} autoFocus>
          {words.common.keepEditing}
        </Button>
        <Button look="danger" onPress={onDiscard}>
          {words.common.discard}
        </Button>
      </DialogActions>
    </Frame>
  );
}

/** Says that something is typed in the dialogue around a component. The dialogue then asks before it closes. */
export function useTyped(isTyped: boolean): void {
  const part = useId();
  const { note } = use(ClosingContext);
  // Before the next key, which may be Escape.
  useLayoutEffect(() => {
    note(part, isTyped);
    return () => note(part, false);
  }, [part, note, isTyped]);
}

/** `useTyped` for a component that has the dialogue in it. */
export function Typed({ is }: { is: boolean }): null {
  useTyped(is);
  return null;
}

/** The buttons at the end of a dialogue. */
export function DialogActions({ children }: { children: ReactNode }): ReactElement {
  return <div className={styles.actions}>{children}</div>;
}

/** The button that closes a dialogue without doing anything. */
export function CancelButton({ children = words.common.cancel }: { children?: ReactNode }): ReactElement {
  const { close } = use(ClosingContext);
  return <Button onPress={close}>{children}</Button>;
}
