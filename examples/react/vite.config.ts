import { defineConfig } from 'vite';

export default defineConfig({
  server: {
    // The page and the API have one origin, as behind a proxy in production.
    proxy: { '/api': process.env.HEKSHER_URL ?? 'http://127.0.0.1:8888' },
  },
});
