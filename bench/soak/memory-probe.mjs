// Loaded into the service before it starts: tells the soak what the heap holds, and does not keep the process alive.
setInterval(() => process.send?.({ heapUsed: process.memoryUsage().heapUsed }), 1000).unref();
process.channel?.unref();
