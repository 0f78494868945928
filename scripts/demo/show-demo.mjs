import { seedDemo } from './seed-demo.mjs';

/**
 * For a service that this process runs at a URL: fills its database with the demo if it is empty, and says where to look. If
 * the database has anything else, says so and ends the process with status 1.
 */
export async function showDemo(url, { HEKSHER_ADMIN_TOKEN: token }) {
  try {
    const isNew = await seedDemo(url, { token: token || undefined });
    console.log(`The demo is at ${url}/ui/${isNew ? '' : ', as you left it'}`);
  } catch (error) {
    console.error(`No demo: ${error.message}`);
    process.on('exit', () => (process.exitCode = 1));
    process.kill(process.pid, 'SIGTERM'); // so that the service stops in good order
  }
}
