/**
 * The pages of the documentation. Their addresses are relative, so they work below any path prefix, even one that the
 * service does not know of.
 */
interface Page {
  /** The way from the page to the root of the service: `./` or `../`. */
  root: string;
  head?: string;
  body: string;
}

/** The page that shows the document with Swagger UI, for readers who want to try requests. */
export function swaggerPage(root: string): string {
  const docs = `${root}docs`;
  return print({
    root,
    // The bar at the top is there to choose another document.
    head: `<link rel="stylesheet" href="${docs}/swagger-ui.css" />
    <style>.swagger-ui .topbar { display: none; }</style>`,
    body: `<div id="swagger-ui"></div>
    <script src="${docs}/swagger-ui-bundle.js"></script>
    <script src="${docs}/swagger-ui-standalone-preset.js"></script>
    <script src="${docs}/swagger-ui-init.js"></script>`,
  });
}

/** The page that shows the document with Redoc, for reading. */
export function redocPage(root: string): string {
  return print({
    root,
    body: `<redoc spec-url="${root}openapi.json" hide-download-button hide-schema-titles></redoc>
    <script src="${root}redoc/redoc.standalone.js"></script>`,
  });
}

function print({ root, head = '', body }: Page): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Heksher</title>
    <link rel="icon" href="${root}favicon.ico" />
    <style>body { margin: 0; }</style>
    ${head}
  </head>
  <body>
    ${body}
  </body>
</html>
`;
}
