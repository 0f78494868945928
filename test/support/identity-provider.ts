import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWTPayload } from 'jose';
import { jest } from '@jest/globals';
import type Provider from 'oidc-provider';

/** The person who signs in. The provider asks no question. */
const JIM = { sub: 'jim-7', name: 'Jim', email: 'jim@example.com', email_verified: true, groups: ['web', 'choir'] };

export const CLIENT = { id: 'heksher', secret: 'a-secret-of-the-client' };

interface Grant {
  oidc: { provider: Provider; client: { clientId: string }; session: { accountId: string } };
}

/** A real OpenID Connect provider on loopback. */
export class IdentityProvider {
  /** The claims of whoever signs in next. */
  person: Record<string, unknown> = JIM;
  /** Whether whoever signs in next is refused. */
  isRefusing = false;
  /** Claims of an ID token that the provider answers to the next code, signed with its key or another one. */
  forged: { claims: JWTPayload; key?: CryptoKey } | undefined;
  readonly issuer: string;
  private server: Server | undefined;
  private provider: Provider;
  private key: CryptoKey;
  private keyId = 0;

  constructor(
    private readonly port: number,
    private readonly callbacks: readonly string[],
  ) {
    this.issuer = `http://127.0.0.1:${port}`;
  }

  /** Starts to listen, with a key that it has not had before. */
  async start(): Promise<void> {
    await this.rotateKey();
    this.server = createServer((request, response) => void this.answer(request, response));
    this.server.listen(this.port, '127.0.0.1');
    await once(this.server, 'listening');
  }

  async stop(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    if (!server) return;
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }

  async rotateKey(): Promise<void> {
    const { privateKey } = await generateKeyPair('RS256', { extractable: true });
    this.key = privateKey;
    this.keyId += 1;
    this.provider = await this.build();
  }

  private async build(): Promise<Provider> {
    // It says which of its defaults are for development only, when it is imported and used.
    for (const level of ['info', 'warn'] as const) jest.spyOn(console, level).mockImplementation(() => undefined);
    const { default: RealProvider } = await import('oidc-provider');
    return new RealProvider(this.issuer, {
      clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: this.callbacks }],
      jwks: { keys: [{ ...(await exportJWK(this.key)), kid: `key-${this.keyId}`, alg: 'RS256', use: 'sig' }] },
      cookies: { keys: ['for the tests'] },
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_context: unknown, { uid }: { uid: string }) => `/interaction/${uid}` },
      findAccount: (_context: unknown, accountId: string) => ({ accountId, claims: () => this.person }),
      loadExistingGrant: async ({ oidc: { provider, client, session } }: Grant) => {
        const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
        grant.addOIDCScope('openid email profile');
        await grant.save();
        return grant;
      },
    });
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.url?.startsWith('/interaction/')) {
      const refusal = { error: 'access_denied', error_description: 'not you' };
      const result = this.isRefusing ? refusal : { login: { accountId: this.person['sub'] } };
      return this.provider.interactionFinished(request, response, result);
    }
    const { forged } = this;
    if (!forged || request.url !== '/token') return this.provider.callback()(request, response);
    this.forged = undefined;
    const token = await new SignJWT({ iss: this.issuer, aud: CLIENT.id, ...this.person, ...forged.claims })
      .setProtectedHeader({ alg: 'RS256', kid: `key-${this.keyId}` })
      .sign(forged.key ?? this.key);
    response.setHeader('Content-Type', 'application/json');
    response.end(JSON.stringify({ access_token: 'x', token_type: 'Bearer', id_token: token }));
  }
}
