export { t, type Option, type Type, type ValueOf } from './types.js';
