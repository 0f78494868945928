import type { AccessConfig } from '../../apps/heksher/src/config/config.js';

/** The admin token of the services that these tests start. */
export const ADMIN_TOKEN = 'the-admin-token-of-these-tests-0123456789';

/** A configuration with access on, in which nobody has a role without credentials. */
export function accessOn(differences: Partial<AccessConfig> = {}): AccessConfig {
  return {
    adminToken: ADMIN_TOKEN,
    anonymousRole: 'none',
    metricsRole: 'none',
    roleGroups: undefined,
    signIn: undefined,
    session: { secrets: undefined, hours: 8 },
    ...differences,
  };
}
