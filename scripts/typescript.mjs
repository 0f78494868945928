// Lets plain Node run the project's TypeScript without a build: `node --import ./scripts/typescript.mjs file.ts`.
// For tests and measurements only. The service runs the output of `npm run build`, which checks types.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { register } from 'node:module';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';

// Node loads this file again in the thread that runs the hooks below.
if (isMainThread) register(import.meta.url);

/** Maps @heksher/x to libs/x, and './x.js' to './x.ts'. */
export async function resolve(specifier, context, next) {
  const library = /^@heksher\/([^/]+)$/.exec(specifier)?.[1];
  const source = library ? `../libs/${library}/src/index.ts` : specifier.replace(/^(\.{1,2}\/.*)\.js$/, '$1.ts');
  const { href } = new URL(source, library ? import.meta.url : context.parentURL);
  if (source === specifier || !existsSync(fileURLToPath(href))) return next(specifier, context);
  return { url: href, format: 'module', shortCircuit: true };
}

export async function load(url, context, next) {
  if (!url.startsWith('file:') || !url.endsWith('.ts')) return next(url, context);
  const { transform } = await import('@swc/core');
  const filename = fileURLToPath(url);
  const { code } = await transform(await readFile(filename, 'utf8'), {
    filename,
    swcrc: false,
    sourceMaps: 'inline',
    module: { type: 'es6' },
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
      keepClassNames: true,
    },
  });
  return { format: 'module', source: code, shortCircuit: true };
}
