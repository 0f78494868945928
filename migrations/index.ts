import { HeksherSchema1700000000001 } from './1700000000001-heksher-schema.js';
import { ChangeLog1700000000002 } from './1700000000002-change-log.js';
import { Constraints1700000000003 } from './1700000000003-constraints.js';
import { UnnamedChanges1700000000004 } from './1700000000004-unnamed-changes.js';
import { SafeChange1700000000005 } from './1700000000005-safe-change.js';
import { Access1700000000006 } from './1700000000006-access.js';
import { Usage1700000000007 } from './1700000000007-usage.js';

/** Every migration, oldest first. One that is merged is never changed. */
export const MIGRATIONS = [
  HeksherSchema1700000000001,
  ChangeLog1700000000002,
  Constraints1700000000003,
  UnnamedChanges1700000000004,
  SafeChange1700000000005,
  Access1700000000006,
  Usage1700000000007,
];
