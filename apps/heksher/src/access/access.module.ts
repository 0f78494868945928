import { Global, Module } from '@nestjs/common';
import { Access } from './access.js';
import { AccessGuard } from './access.guard.js';
import { StreamTickets } from './stream-tickets.js';
import { StreamWatch } from './stream-watch.js';
import { TokensModule } from './tokens/tokens.module.js';
import { Who } from './who.js';

/** Provides who is asking to every module. */
@Global()
@Module({
  imports: [TokensModule],
  providers: [Access, { provide: Who, useExisting: Access }, AccessGuard, StreamTickets, StreamWatch],
  exports: [Access, Who],
})
export class AccessModule {}
