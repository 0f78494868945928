import { Inject, Module, type DynamicModule } from '@nestjs/common';
import { ConfigModule as NestConfigModule, getConfigToken, registerAs } from '@nestjs/config';
import type { HeksherConfig } from './config.js';

const NAMESPACE = 'heksher';

/** The injection token of the configuration. */
export const CONFIG = getConfigToken(NAMESPACE);

/** Injects the configuration, typed as `HeksherConfig`. */
export const InjectConfig = () => Inject(CONFIG);

/** Gives the configuration, which has been read and checked before, to everything. */
@Module({})
export class ConfigModule {
  static async forRoot(config: HeksherConfig): Promise<DynamicModule> {
    return NestConfigModule.forRoot({
      isGlobal: true,
      ignoreEnvFile: true,
      ignoreEnvVars: true,
      load: [registerAs(NAMESPACE, () => ({ ...config }))],
    });
  }
}
