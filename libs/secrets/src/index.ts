export { fileVariable, readSecrets, type Secrets } from './secret-files.js';
