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
 * The OpenAPI document of every route. It is read off a graph in preview, which makes no provider and so needs no
 * database: it is the same in doc-only mode.
 */
export async function describeApi({ config, logger }: Pick<AppOptions, 'config' | 'logger'>): Promise<OpenAPIObject> {
  const shared = [ConfigModule.forRoot(config), LoggingModule.forRoot(logger), DatabaseModule.forPreview()];
  const documented = { module: DocumentedModule, imports: [...shared, ...FEATURES] };
  const preview = await NestFactory.create(documented, { preview: true, logger: false, abortOnError: false });
  const description = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Heksher')
    .setDescription('Holds the settings of a whole architecture and says which value each has in a given context.')
    .setVersion(config.version)
    .build();
  Object.assign(description.info, { license: { name: 'MIT', identifier: 'MIT' } }); // the builder knows only a url
  return SwaggerModule.createDocument(preview, description);
}
