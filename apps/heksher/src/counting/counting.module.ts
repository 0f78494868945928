import { Global, Module } from '@nestjs/common';
import { RecentUse } from './recent-use.js';
import { UsageCounter } from './usage-counter.js';
import { UsageWriter } from './usage-writer.js';

const EXPORTED = [UsageCounter, UsageWriter, RecentUse];

/** Counts who asks for which settings, for every module that answers with settings. */
@Global()
@Module({ providers: EXPORTED, exports: EXPORTED })
export class CountingModule {}
