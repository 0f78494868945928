import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { printJson } from '@heksher/domain';
import type { TokenOutcome } from '@heksher/operations';
import { Answer } from '../../answers/answer.js';
import { readBody } from '../../http/body/body.pipe.js';
import { Needs } from '../../http/needs.decorator.js';
import { PATHS } from '../../http/paths.js';
import type { Mutation } from '../../mutations/mutation.js';
import { MutatingSet } from '../../mutations/mutation.decorator.js';
import type { CarriedAnswer } from '../../mutations/mutations.dto.js';
import {
  ChangeTokenBody,
  CreateTokenBody,
  RotateTokenBody,
  presentToken,
  toDraft,
  toPatch,
  type IssuedTokenAnswer,
  type TokenAnswer,
} from './tokens.dto.js';
import { TokensDocs } from './tokens.openapi.js';
import { TokensService } from './tokens.service.js';

@Needs('admin')
@TokensDocs
@Controller(PATHS.tokens)
export class TokensController {
  constructor(private readonly tokens: TokensService) {}

  @Get()
  async list(): Promise<Answer> {
    const tokens = await this.tokens.list();
    return Answer.ofBody(() => printJson({ tokens: tokens.map(({ token, usedAt }) => presentToken(token, usedAt)) }));
  }

  @Post()
  async create(
    @Body() body: CreateTokenBody,
    @MutatingSet() mutation: Mutation,
  ): Promise<IssuedTokenAnswer | CarriedAnswer> {
    const issued = await this.tokens.create(toDraft(body), mutation);
    return conclude(issued, mutation) ?? withSecret(presentToken(issued.token, undefined), issued.text, mutation);
  }

  @Patch(':id')
  async change(
    @Param('id') id: string,
    @Body() body: ChangeTokenBody,
    @MutatingSet() mutation: Mutation,
  ): Promise<TokenAnswer | CarriedAnswer> {
    const changed = await this.tokens.change(id, toPatch(body), mutation);
    return conclude(changed, mutation) ?? presentToken(changed.token, changed.usedAt);
  }

  @Delete(':id')
  @HttpCode(204)
  async remove(@Param('id') id: string, @MutatingSet() mutation: Mutation): Promise<CarriedAnswer | undefined> {
    return conclude(await this.tokens.remove(id, mutation), mutation);
  }

  @Post(':id/rotate')
  @HttpCode(200)
  async rotate(@Param('id') id: string, @MutatingSet() mutation: Mutation): Promise<IssuedTokenAnswer | CarriedAnswer> {
    const body = readBody(RotateTokenBody, (mutation.request.body as unknown) ?? {});
    const issued = await this.tokens.rotate(id, body.overlap_seconds ?? 0, mutation);
    return conclude(issued, mutation) ?? withSecret(presentToken(issued.token, issued.usedAt), issued.text, mutation);
  }
}

/** Sets the sequence of a change. Answers a dry run, which is always a 200. */
function conclude({ outcome, sequence }: TokenOutcome, { isDryRun, response }: Mutation): CarriedAnswer | undefined {
  if (sequence !== undefined) response.setHeader('Heksher-Sequence', sequence);
  if (!isDryRun) return undefined;
  response.status(200);
  return { dry_run: true, sequence: Number(sequence), results: [{ outcome }], warnings: [] };
}

function withSecret(answer: TokenAnswer, token: string, { response }: Mutation): IssuedTokenAnswer {
  response.setHeader('Cache-Control', 'no-store');
  return { ...answer, token };
}
