/** Why no answer came. */
export interface NetworkFault {
  reason: string;
  /** Whether the request has not reached the service for certain. */
  isUnsent: boolean;
}

/** Faults of a connection that was never made. */
const UNSENT: Record<string, string> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name of the host cannot be resolved now',
  EHOSTUNREACH: 'there is no way to the host',
  ENETUNREACH: 'there is no way to its network',
  UND_ERR_CONNECT_TIMEOUT: 'no connection was made in time',
};

const SENT: Record<string, string> = {
  ECONNRESET: 'the connection broke',
  EPIPE: 'the connection broke',
  UND_ERR_SOCKET: 'the connection broke',
  UND_ERR_HEADERS_TIMEOUT: 'no answer came in time',
  UND_ERR_BODY_TIMEOUT: 'the answer stopped',
};

const CERTIFICATE = /^(CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO_|ERR_TLS_|HOSTNAME_MISMATCH|ERR_SSL_)/;

/** Reads what `fetch` has thrown. */
export function readNetworkFault(error: unknown): NetworkFault {
  if (error instanceof Error && error.name === 'TimeoutError') {
    return { reason: 'no answer came in time (--timeout)', isUnsent: false };
  }
  const cause = innermost(error);
  const code = (cause as NodeJS.ErrnoException).code ?? '';
  const unsent = UNSENT[code];
  if (unsent !== undefined) return { reason: unsent, isUnsent: true };
  if (CERTIFICATE.test(code)) {
    return {
      reason: `its certificate is not trusted (${code}): NODE_EXTRA_CA_CERTS names a file of more`,
      isUnsent: true,
    };
  }
  return { reason: SENT[code] ?? cause.message, isUnsent: false };
}

/** `fetch` says only that it has failed; the cause says why. Several addresses of a host give an error with several. */
function innermost(error: unknown): Error {
  if (error instanceof AggregateError && error.errors.length > 0) return innermost(error.errors.at(-1));
  if (error instanceof Error && error.cause instanceof Error) return innermost(error.cause);
  return error instanceof Error ? error : new Error(String(error));
}
