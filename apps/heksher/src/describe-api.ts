import { NestFactory } from '@nestjs/core';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import { AppModule, type AppOptions } from './app.module.js';

/**
 * The OpenAPI document of every route. It is read off the full graph in preview, which makes no provider and connects to
 * nothing: so it is the same in doc-only mode.
 */
export async function describeApi(options: AppOptions): Promise<OpenAPIObject> {
  const full = AppModule.forRoot({ ...options, connectionString: 'postgresql://none' });
  const preview = await NestFactory.create(full, { preview: true, logger: false, abortOnError: false });
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Heksher')
    .setDescription('Holds the settings of a whole architecture and says which value each has in a given context.')
    .setVersion(options.config.version)
    .setLicense('MIT', '')
    .build();
  return SwaggerModule.createDocument(preview, config);
}
