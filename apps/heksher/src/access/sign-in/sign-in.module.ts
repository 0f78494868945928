import { Global, Module, type MiddlewareConsumer, type NestModule } from '@nestjs/common';
import type { RequestHandler } from 'express';
import type { HeksherConfig } from '../../config/config.js';
import { CONFIG } from '../../config/config.module.js';
import { areCookiesSecure } from '../../config/sign-in.js';
import { FailedCredentials, SignInRequests } from '../failed-credentials.js';
import { AuthController } from './auth.controller.js';
import { MeController } from './me.controller.js';
import { Seals } from './seals.js';
import { SessionCookies } from './session-cookies.js';
import { SignInGuard } from './sign-in.guard.js';
import { SignIn } from './sign-in.service.js';

const DEFAULT_HOURS = 8;

/** What these routes say is for one person at one moment. */
const neverStored: RequestHandler = (_request, response, next) => {
  response.setHeader('Cache-Control', 'no-store');
  next();
};

/** Signing in, and the cookies that Access reads. */
@Global()
@Module({
  controllers: [MeController, AuthController],
  providers: [
    SignIn,
    SignInGuard,
    SignInRequests,
    FailedCredentials,
    {
      provide: Seals,
      useFactory: ({ access }: HeksherConfig) => new Seals(access?.session.secrets),
      inject: [CONFIG],
    },
    {
      provide: SessionCookies,
      useFactory: ({ access, publicUrl }: HeksherConfig, seals: Seals) =>
        new SessionCookies(seals, access?.session.hours ?? DEFAULT_HOURS, areCookiesSecure(publicUrl)),
      inject: [CONFIG, Seals],
    },
  ],
  exports: [Seals, SessionCookies, FailedCredentials],
})
export class SignInModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(neverStored).forRoutes(MeController, AuthController);
  }
}
