/** Where a client keeps the last settings that it has read. */
export interface Store {
  /** The text that was saved last; undefined if there is none. */
  load(): Promise<string | undefined>;
  save(text: string): Promise<void>;
}

/** Keeps the settings in a file. It is replaced at once, so a reader never sees half of it. Not for browsers. */
export function fileStore(path: string): Store {
  return {
    load: async () => {
      const { readFile } = fileSystem();
      try {
        return await readFile(path, 'utf8');
      } catch (error) {
        if ((error as { code?: string }).code === 'ENOENT') return undefined;
        throw error;
      }
    },
    save: async (text) => {
      const { open, rename, rm } = fileSystem();
      const temporary = `${path}.${globalThis.crypto.randomUUID()}.tmp`;
      try {
        const file = await open(temporary, 'wx', 0o600);
        try {
          await file.writeFile(text);
          await file.sync();
        } finally {
          await file.close();
        }
        await rename(temporary, path);
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    },
  };
}

/** Asked of the process, because a bundler for browsers complains of an import that browsers do not have. */
function fileSystem() {
  const { process } = globalThis as Partial<typeof globalThis>;
  if (!process?.getBuiltinModule) throw new TypeError('fileStore needs Node.js: use localStorageStore in a browser');
  return process.getBuiltinModule('node:fs/promises');
}

/** The part of the browser's `Storage` that is needed. */
export interface TextStorage {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

/** Keeps the settings in the browser's local storage. */
export function localStorageStore(key: string, storage?: TextStorage): Store {
  const place = () => storage ?? (globalThis as unknown as { localStorage: TextStorage }).localStorage;
  return {
    load: async () => place().getItem(key) ?? undefined,
    save: async (text) => place().setItem(key, text),
  };
}
