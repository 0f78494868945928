// Loaded into the service before it starts. Reports the used heap to the soak, and lets the process end.
setInterval(() => process.send?.({ heapUsed: process.memoryUsage().heapUsed }), 1000).unref();
process.channel?.unref();
