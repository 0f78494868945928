import { Module } from '@nestjs/common';
import { LogRetention } from './log-retention.js';

@Module({ providers: [LogRetention] })
export class LogRetentionModule {}
