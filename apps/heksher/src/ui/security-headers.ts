import helmet from 'helmet';

/**
 * The security headers of the page: it loads and asks this host only, and runs no code but its own files. There is no
 * `unsafe-inline`, and no text becomes markup or code. It works over plain HTTP.
 */
export const setUiHeaders = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      'default-src': ["'self'"],
      'script-src': ["'self'"],
      'style-src': ["'self'"],
      'img-src': ["'self'", 'data:'],
      'connect-src': ["'self'"],
      'object-src': ["'none'"],
      'frame-ancestors': ["'none'"],
      // Not 'none': the page has a base element, by which it works at any depth and below any path prefix.
      'base-uri': ["'self'"],
      'form-action': ["'self'"],
      'require-trusted-types-for': ["'script'"],
    },
  },
  frameguard: { action: 'deny' },
  referrerPolicy: { policy: 'same-origin' },
  strictTransportSecurity: false,
});
