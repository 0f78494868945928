export type { JsonValue, Outcome } from '@heksher/domain';
export { HeksherClient } from './client.js';
export type { ClientOptions } from './options.js';
export type { AnyContext, ContextOf, FeatureValue } from './context.js';
export type { Coercion, DeclarationReport, Hooks } from './hooks.js';
export { RefusedRequest } from './http.js';
export type {
  ChangeListener,
  Evaluated,
  Explained,
  Setting,
  SettingOptions,
  SettingView,
  WinningRule,
} from './setting.js';
export type { ListedSetting } from './listed.js';
export type { Track } from './snapshot-reader.js';
export type { Status } from './status.js';
export { fileStore, localStorageStore, type Store, type TextStorage } from './store.js';
export { StubClient, stubClient, type StubRule } from './stub.js';
export { t, type Option, type Type, type ValueOf } from './types.js';
