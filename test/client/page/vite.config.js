// vite build: the page. vite build --mode size: only what it has of the package.
export default ({ mode }) => ({
  root: import.meta.dirname,
  build: {
    outDir: mode === 'size' ? 'size' : 'dist',
    target: 'es2023',
    modulePreload: { polyfill: false },
    ...(mode === 'size' && {
      rolldownOptions: {
        input: 'size.js',
        preserveEntrySignatures: 'strict',
        output: { entryFileNames: 'size.js' },
      },
    }),
  },
});
