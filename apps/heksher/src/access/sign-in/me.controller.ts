import { Controller, Get, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request } from 'express';
import type { JsonValue } from '@heksher/domain';
import type { HeksherConfig } from '../../config/config.js';
import { InjectConfig } from '../../config/config.module.js';
import { Needs } from '../../http/needs.decorator.js';
import { PATHS } from '../../http/paths.js';
import { refuse } from '../access.js';
import { Who } from '../who.js';
import { EVERYBODY, presentPrincipal } from './auth.dto.js';

/** Says who is asking, also while access is off. */
@ApiExcludeController()
@Needs('nothing')
@Controller(PATHS.auth)
export class MeController {
  constructor(
    @InjectConfig() private readonly config: HeksherConfig,
    private readonly who: Who,
  ) {}

  @Get('me')
  async me(@Req() request: Request): Promise<Record<string, JsonValue>> {
    if (!this.config.access) return presentPrincipal(EVERYBODY);
    const principal = await this.who.principalOf(request);
    return principal ? presentPrincipal(principal) : refuse('you are not signed in: send a token, or sign in');
  }
}
