import type { ReactElement, ReactNode, Ref } from 'react';
import { Button as AriaButton, Tooltip, TooltipTrigger, type ButtonProps as AriaProps } from 'react-aria-components';
import styles from './button.module.css';
import tooltip from './tooltip.module.css';

type Look = 'normal' | 'primary' | 'danger' | 'plain';

interface ButtonProps extends Omit<AriaProps, 'className' | 'style' | 'children'> {
  look?: Look;
  children: ReactNode;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({ look = 'normal', ...props }: ButtonProps): ReactElement {
  return <AriaButton {...props} className={buttonClass(look)} />;
}

/** A button that shows an icon. Its label is its name, and its tooltip. */
export function IconButton({
  label,
  look = 'plain',
  ...props
}: Omit<ButtonProps, 'aria-label'> & { label: string }): ReactElement {
  return (
    <TooltipTrigger delay={400} closeDelay={0}>
      <AriaButton {...props} aria-label={label} className={`${buttonClass(look)} ${styles.icon}`} />
      <Tooltip className={tooltip.tooltip ?? ''} offset={6}>
        {label}
      </Tooltip>
    </TooltipTrigger>
  );
}

interface RowButtonProps {
  label: string;
  onPress: () => void;
  children: ReactNode;
}

/** An `IconButton` in a row of a long table. It is plain: a table draws very many of them while it is scrolled. */
export function RowButton({ label, onPress, children }: RowButtonProps): ReactElement {
  return (
    <button
      type="button"
      aria-label={label}
      data-tip={label}
      onClick={onPress}
      className={`${buttonClass('plain')} ${styles.icon}`}
    >
      {children}
    </button>
  );
}

/** The class of links that look like buttons. */
export function buttonClass(look: Look): string {
  return look === 'normal' ? (styles.button ?? '') : `${styles.button} ${styles[look]}`;
}
