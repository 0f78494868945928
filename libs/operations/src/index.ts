export { Operations } from './operations.js';
export { adaptFeatures } from './startup.js';
export type { Carried, Replayed, Request } from './request.js';
export {
  TokenChanges,
  type IssuedToken,
  type TokenDraft,
  type TokenOutcome,
  type TokenPatch,
} from './token-changes.js';
export { hashTokenSecret } from './token-secret.js';
