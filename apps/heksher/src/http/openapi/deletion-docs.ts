import type { ApiQueryOptions } from '@nestjs/swagger';

/** How the deletion of what is in use is refused. */
export const WATCHED =
  'To a client that sends `Heksher-Client`, what was asked for in the last seven days is not deleted without `force`.';

export const FORCE: ApiQueryOptions = {
  name: 'force',
  required: false,
  schema: { type: 'boolean', default: false },
  description: 'whether to delete it although it is in use',
};

/** The end of such a refusal. */
export const ASKED =
  'by shop/1.4.2 (query of cache_size, 2026-11-27T08:15Z); with ?force=true it is deleted all the same';
