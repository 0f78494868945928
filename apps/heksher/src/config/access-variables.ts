import { ROLES } from '@heksher/domain';
import { adminToken, onOrOff, oneOf } from './kinds.js';
import { parseRoleGroups } from './role-groups.js';

const roleOrNone = oneOf('none', ...ROLES);

/** The variables of access, except those of signing in. */
export const ACCESS_VARIABLES = {
  HEKSHER_ACCESS: {
    read: onOrOff,
    default: 'off',
    meaning:
      'on: every request needs a principal and may do what its role allows. off: whoever reaches the port may do everything.',
  },
  HEKSHER_ADMIN_TOKEN: {
    read: adminToken,
    isSecret: true,
    meaning: 'A token with the role admin that is not stored, to make the first tokens with; at least 32 characters.',
  },
  HEKSHER_ANONYMOUS_ROLE: {
    read: roleOrNone,
    default: 'none',
    meaning: 'The role of requests without credentials: none, reader, service, editor or admin.',
  },
  HEKSHER_METRICS_ROLE: {
    read: roleOrNone,
    default: 'none',
    meaning: 'The role that /metrics needs; none for no role.',
  },
  HEKSHER_ROLE_GROUPS: {
    read: parseRoleGroups,
    meaning:
      'The roles of people by their groups, such as admin=platform;editor=web:web.,shared.;reader=*: prefixes of settings ' +
      'follow a colon, and * stands for whoever can sign in.',
  },
} as const;
