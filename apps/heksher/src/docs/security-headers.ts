import helmet from 'helmet';

/** The security headers of the documentation's pages, which work over plain HTTP. Redoc and Swagger UI need the exceptions. */
export const setSecurityHeaders = helmet({
  contentSecurityPolicy: {
    directives: {
      'script-src': ["'self'", "'unsafe-inline'"],
      'worker-src': ["'self'", 'blob:'],
      'img-src': ["'self'", 'data:'],
      'upgrade-insecure-requests': null,
    },
  },
  strictTransportSecurity: false,
});
