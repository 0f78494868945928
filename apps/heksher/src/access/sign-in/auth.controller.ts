import { Body, Controller, Get, HttpCode, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { HeksherConfig } from '../../config/config.js';
import { InjectConfig } from '../../config/config.module.js';
import { toProblem } from '../../http/errors/problem.js';
import { Needs } from '../../http/needs.decorator.js';
import { publicPrefixOf } from '../../http/parameters/public-prefix.js';
import { lastText } from '../../http/parameters/query-text.js';
import { PATHS } from '../../http/paths.js';
import { refuse } from '../access.js';
import { FailedCredentials } from '../failed-credentials.js';
import { peerAddress } from '../peer-address.js';
import { Who } from '../who.js';
import { SessionBody } from './auth.dto.js';
import { readNextPath } from './next-path.js';
import { PAGE_POLICY, printSignInPage, type SignInPage } from './page.js';
import { SessionCookies } from './session-cookies.js';
import { SignInGuard } from './sign-in.guard.js';
import { SignIn } from './sign-in.service.js';

/** Signing in and out. The routes are for people and browsers, so the API's document does not have them. */
@ApiExcludeController()
@Needs('nothing')
@UseGuards(SignInGuard)
@Controller(PATHS.auth)
export class AuthController {
  constructor(
    @InjectConfig() private readonly config: HeksherConfig,
    private readonly signIn: SignIn,
    private readonly sessions: SessionCookies,
    private readonly who: Who,
    private readonly failures: FailedCredentials,
  ) {}

  @Get()
  async page(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.showFailure(request, response, async () => {
      const principal = await this.who.principalOf(request);
      this.show(request, response, { principal });
    });
  }

  @Get('login')
  async login(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.showFailure(request, response, async () => {
      const { location, cookie } = await this.signIn.begin(this.nextOf(request));
      response.setHeader('Set-Cookie', cookie);
      response.status(302).location(location).end();
    });
  }

  @Get('callback')
  async callback(@Req() request: Request, @Res() response: Response): Promise<void> {
    response.append('Set-Cookie', this.signIn.endAttempt());
    await this.showFailure(request, response, async () => {
      const { next, cookie } = await this.signIn.finish(queryOf(request), request.headers.cookie);
      response.append('Set-Cookie', cookie);
      response
        .status(302)
        .location(`${publicPrefixOf(request, response, this.config)}${next}`)
        .end();
    });
  }

  @Post('logout')
  @HttpCode(204)
  logout(@Res({ passthrough: true }) response: Response): void {
    response.setHeader('Set-Cookie', this.sessions.clear());
  }

  /** Begins a session with a token, so that a page does not have to keep it. */
  @Post('session')
  @HttpCode(204)
  async session(
    @Body() { token }: SessionBody,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<void> {
    const address = peerAddress(request, this.config.trustedProxies);
    this.failures.assertFree(address);
    const verified = await this.who.verifyToken(token);
    if (!verified) {
      this.failures.note(address);
      return refuse('the token is wrong, expired or revoked');
    }
    response.setHeader('Set-Cookie', await this.sessions.seal({ kind: 'token', ...verified }));
  }

  /** A browser gets the page, with what is wrong; all others get the problem. */
  private async showFailure(request: Request, response: Response, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const problem = toProblem(error);
      if (!problem || request.accepts(['json', 'html']) !== 'html') throw error;
      response.status(problem.status).set(problem.headers);
      this.show(request, response, { principal: undefined, message: problem.detail });
    }
  }

  private show(request: Request, response: Response, shown: Pick<SignInPage, 'principal' | 'message'>): void {
    const { hasProvider } = this.signIn;
    response.setHeader('Content-Security-Policy', PAGE_POLICY);
    response.setHeader('Referrer-Policy', 'no-referrer');
    response
      .type('html')
      .send(printSignInPage({ ...shown, root: rootOf(request), next: this.nextOf(request), hasProvider }));
  }

  /** Where somebody wants to go after signing in; by default to the admin UI, if it is served. */
  private nextOf({ query }: Request): string {
    return readNextPath(lastText(query['next']), this.config.ui ? `${PATHS.ui}/` : PATHS.docs);
  }
}

/** The query as it was sent. */
function queryOf({ originalUrl }: Request): string {
  const mark = originalUrl.indexOf('?');
  return mark < 0 ? '' : originalUrl.slice(mark + 1);
}

/** The way from a page to the root of the service: `/auth` and `/auth/` are different places to a browser. */
function rootOf({ path }: Request): string {
  return path.lastIndexOf('/') === 0 ? './' : '../';
}
