import { Link } from '@tanstack/react-router';
import type { ReactElement } from 'react';

/** The link to a setting, in a context if there is one. As the link of its row it is found by the keys j and k. */
export function SettingLink({ name, context }: { name: string; context?: string | undefined }): ReactElement {
  return (
    <Link to="/settings/$name" params={{ name }} search={context === undefined ? {} : { context }} data-row-link>
      <bdi>{name}</bdi>
    </Link>
  );
}
