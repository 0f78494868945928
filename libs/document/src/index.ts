export { DocumentTextError } from './document-text-error.js';
export { printJsonText } from './print-json-text.js';
export { printYaml } from './print-yaml.js';
export { readDocumentText, type DocumentText } from './read-document-text.js';
