import { X } from 'lucide-react';
import type { ReactElement, ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { words } from '../words/en.js';
import { IconButton } from './button.js';
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
}

/** A dialogue over the page. Escape closes it. */
export function Dialog({ title, isOpen, onClose, children, isWide, isAlert }: DialogProps): ReactElement {
  return (
    <ModalOverlay
      className={styles.overlay ?? ''}
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      // What was typed would be lost by a click beside the dialogue.
      isDismissable={false}
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

/** The buttons at the end of a dialogue. */
export function DialogActions({ children }: { children: ReactNode }): ReactElement {
  return <div className={styles.actions}>{children}</div>;
}
