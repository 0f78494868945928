import { Global, Module } from '@nestjs/common';
import { Mutations } from './mutations.js';

/** Provides the one way to write to every module with mutating routes. */
@Global()
@Module({ providers: [Mutations], exports: [Mutations] })
export class MutationsModule {}
