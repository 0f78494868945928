import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';

interface SettingLinkProps {
  name: string;
  context?: string | undefined;
  /** In a dialogue: what is typed there would be lost by going elsewhere. */
  isInNewTab?: boolean;
}

/** The link to a setting, in a context if there is one. As the link of its row it is found by the keys j and k. */
export function SettingLink({ name, context, isInNewTab = false }: SettingLinkProps): ReactElement {
  return (
    <Link
      to="/settings/$name"
      params={{ name }}
      search={context === undefined ? {} : { context }}
      data-row-link
      {...(isInNewTab && { target: '_blank' })}
    >
      <bdi>{name}</bdi>
    </Link>
  );
}
