import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';
import type { HeksherConfig } from '../../config/config.js';
import { InjectConfig } from '../../config/config.module.js';
import { HttpProblem } from '../../http/errors/problem.js';
import { isSameOrigin } from '../csrf.js';
import { SignInRequests } from '../failed-credentials.js';
import { peerAddress } from '../peer-address.js';

/**
 * Closes the routes to sign in while access is off. Refuses more requests of an address than people make, and mutations that
 * another site's page may have caused: they set cookies.
 */
@Injectable()
export class SignInGuard implements CanActivate {
  constructor(
    @InjectConfig() private readonly config: HeksherConfig,
    private readonly requests: SignInRequests,
  ) {}

  canActivate(context: ExecutionContext): true {
    const { access, publicUrl, trustedProxies } = this.config;
    const request = context.switchToHttp().getRequest<Request>();
    if (!access) throw new HttpProblem(404, 'access is off here (HEKSHER_ACCESS), so nobody signs in');
    const address = peerAddress(request, trustedProxies);
    this.requests.assertFree(address);
    this.requests.note(address);
    if (request.method === 'POST' && !isSameOrigin(request, publicUrl)) {
      throw new HttpProblem(403, 'only pages of this service may ask for this: send its Origin');
    }
    return true;
  }
}
