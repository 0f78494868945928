export { fileVariable, readSecrets } from './secret-files.js';
