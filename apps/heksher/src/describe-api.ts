import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { FEATURES, type AppOptions } from './app.module.js';
import { ConfigModule } from './config/config.module.js';
import { DatabaseModule } from './database/database.module.js';
import { LoggingModule } from './logging/logging.module.js';

@Module({})
class DocumentedModule {}

/**
 * The OpenAPI document of every route. It comes from a graph in preview mode, which creates no provider and so needs no
 * database: it is the same in doc-only mode.
 */
export async function describeApi({ config, logger }: Pick<AppOptions, 'config' | 'logger'>): Promise<OpenAPIObject> {
  const shared = [ConfigModule.forRoot(config), LoggingModule.forRoot(logger), DatabaseModule.forPreview()];
  const documented = { module: DocumentedModule, imports: [...shared, ...FEATURES] };
  const preview = await NestFactory.create(documented, { preview: true, logger: false, abortOnError: false });
  const description = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Heksher')
    .setDescription('Keeps the settings of a whole architecture and answers which value each has in a given context.')
    .setVersion(config.version)
    .addBearerAuth(
      { type: 'http', bearerFormat: 'hks_…', description: 'needed if access is on; not for the health' },
      'bearer',
    )
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'the same token' }, 'apiKey')
    .addSecurityRequirements('bearer')
    .addSecurityRequirements('apiKey')
    .build();
  description.security = [{}, ...(description.security ?? [])]; // access may be off
  Object.assign(description.info, { license: { name: 'MIT', identifier: 'MIT' } }); // the builder knows only a url
  return SwaggerModule.createDocument(preview, description);
}
