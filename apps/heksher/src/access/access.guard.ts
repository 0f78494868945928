import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { DomainError, assertRole, includesRole, type Principal, type Role } from '@heksher/domain';
import { AS_STANDBY, NEWEST } from '@heksher/persistence';
import type { Request, Response } from 'express';
import type { HeksherConfig } from '../config/config.js';
import { InjectConfig } from '../config/config.module.js';
import { HttpProblem } from '../http/errors/problem.js';
import { needOf, type Need } from '../http/needs.decorator.js';
import { lastText } from '../http/parameters/query-text.js';
import { handOver } from '../http/requests/handed-over.js';
import { Access, refuse } from './access.js';
import { hasSession, tokenIn } from './credentials.js';
import { isSameOrigin } from './csrf.js';
import { FailedCredentials } from './failed-credentials.js';
import { peerAddress } from './peer-address.js';
import { StreamTickets } from './stream-tickets.js';
import { StreamWatch } from './stream-watch.js';

const SAFE_METHODS = new Set(['GET', 'HEAD']);

/** Refuses requests without the role that their route needs, before their bodies are read. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @InjectConfig() private readonly config: HeksherConfig,
    private readonly access: Access,
    private readonly streams: StreamWatch,
    private readonly tickets: StreamTickets,
    private readonly failures: FailedCredentials,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<Request>();
    const need = needOf(context.getHandler(), context.getClass(), request.method);
    const role = this.roleFor(need, request);
    if (role === undefined) return true;
    // Without the database nobody can be recognised, and it has been waited for already.
    if (request.handedOver?.refusal !== undefined) throw request.handedOver.refusal;
    const principal = await this.recognise(request, need);
    if (!principal || isTooAnonymous(principal, role)) {
      return refuse(`this needs the role ${role}: send a token, or sign in`);
    }
    assertRole(principal, role);
    this.assertOwnPage(request);
    handOver(request, { principal, makeTicket: () => this.tickets.issue(principal) });
    this.streams.watch(principal, http.getResponse<Response>());
    return true;
  }

  /** Throws a 401 for credentials that do not count, and a 429 for too many of them. Right ones are never held up. */
  private async recognise(request: Request, need: Need): Promise<Principal | undefined> {
    const address = peerAddress(request, this.config.trustedProxies);
    try {
      if (need === 'ticket') return await this.ofTicket(request);
      return await this.access.principalOf(request, need === 'reader' ? AS_STANDBY : NEWEST);
    } catch (error) {
      if (!(error instanceof HttpProblem) || error.status !== 401) throw error;
      this.failures.assertFree(address);
      this.failures.note(address);
      throw error;
    }
  }

  /** The principal of a ticket, or that of the request if it has none. */
  private async ofTicket(request: Request): Promise<Principal | undefined> {
    const ticket = lastText(request.query['ticket']);
    if (ticket === undefined) return this.access.principalOf(request);
    const principal = await this.tickets.read(ticket);
    if (!principal) return refuse('the ticket of this stream does not count, or no longer: ask for the flags again');
    const isValid = principal.tokenId === undefined || (await this.access.judge())(principal);
    return isValid ? principal : refuse('the token behind this stream is expired or revoked');
  }

  /** Browsers send the cookie of a session along whatever page asks. Throws `forbidden` for pages of other sites. */
  private assertOwnPage(request: Request): void {
    const { headers, method } = request;
    const isByCookie = tokenIn(headers) === undefined && hasSession(headers);
    if (!isByCookie || SAFE_METHODS.has(method) || isSameOrigin(request, this.config.publicUrl)) return;
    throw new DomainError('forbidden', 'a session may write only from a page of this service');
  }

  /** A dry run changes nothing, so whoever may read may make it. */
  private roleFor(need: Need, request: Request): Role | undefined {
    if (need === 'nothing') return undefined;
    if (need === 'ticket') return 'reader';
    if (need !== 'metrics') return isDryRun(request) ? 'reader' : need;
    const { metricsRole = 'none' } = this.config.access ?? {};
    return metricsRole === 'none' ? undefined : metricsRole;
  }
}

function isDryRun({ method, query }: Request): boolean {
  return !SAFE_METHODS.has(method) && lastText(query['dry_run']) === 'true';
}

/** Whether credentials could help: then the answer is a 401, and otherwise a 403. */
function isTooAnonymous({ kind, role }: Principal, needed: Role): boolean {
  return kind === 'anonymous' && !includesRole(role, needed);
}
