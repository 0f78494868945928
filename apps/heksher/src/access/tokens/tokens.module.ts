import { Module } from '@nestjs/common';
import { TokenUses } from './token-uses.js';
import { TokensController } from './tokens.controller.js';
import { TokensService } from './tokens.service.js';

/** The routes of access tokens, and the note of their uses. */
@Module({ controllers: [TokensController], providers: [TokensService, TokenUses], exports: [TokenUses] })
export class TokensModule {}
