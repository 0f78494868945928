import { isJsonObject, type JsonObject, type JsonValue } from '@heksher/domain';
import { isDocument, step } from './document.js';
import type { DocumentFile } from './document-file.js';

/** A declaration with its place in a file. */
export interface DeclarationInFile {
  name: string;
  /** As `POST /settings/declare` takes it. */
  body: JsonObject;
  /** A JSON pointer to the declaration. */
  pointer: string;
  /** Whether the file says nothing of metadata, which then stay as they are. */
  keepsMetadata: boolean;
}

/** The members of a document's setting that its declaration has. */
const DECLARED = ['type', 'default_value', 'configurable_features', 'version', 'metadata'];

/** The declarations of a file: one, a list, or those in a document. Throws a failure with the place of the fault. */
export function readDeclarations(file: DocumentFile): DeclarationInFile[] {
  const { value } = file;
  if (Array.isArray(value) && value.length === 0) return file.fail('', 'there is no declaration in this file');
  if (Array.isArray(value)) return value.map((one, at) => readOne(file, one, `/${at}`));
  if (isDocument(value)) return readSettings(file, value['settings'] as JsonObject);
  return [readOne(file, value, '')];
}

function readOne(file: DocumentFile, value: JsonValue, pointer: string): DeclarationInFile {
  if (!isJsonObject(value)) return file.fail(pointer, 'a declaration must be an object with a name and a type');
  const { name } = value;
  if (typeof name !== 'string') return file.fail(pointer, 'a declaration must have a name, which is a text');
  return { name, body: value, pointer, keepsMetadata: false };
}

function readSettings(file: DocumentFile, settings: JsonObject): DeclarationInFile[] {
  return Object.entries(settings).map(([name, setting]) => {
    const pointer = `/settings/${step(name)}`;
    if (!isJsonObject(setting)) return file.fail(pointer, 'a setting must be an object with a type');
    const members = Object.entries(setting).filter(([member]) => DECLARED.includes(member));
    return {
      name,
      body: { name, ...Object.fromEntries(members) },
      pointer,
      keepsMetadata: setting['metadata'] === undefined,
    };
  });
}
