// The image's HEALTHCHECK: exits 0 where the service says that it is well, 1 where it says no or nothing.
const { ok } = await fetch(`http://127.0.0.1:${process.env.HEKSHER_PORT}/api/health`).catch(() => ({ ok: false }));
process.exitCode = ok ? 0 : 1;
