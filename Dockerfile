# Compiles the service. Only dist/ of this stage is in the image.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --loglevel=error
COPY nest-cli.json tsconfig.json LICENSE ./
COPY apps ./apps
COPY libs ./libs
COPY migrations ./migrations
COPY scripts ./scripts
# The package of the client is for programs, not for the service.
RUN npm run build && rm -r dist/client

# Only what runs in production, without the cache that npm leaves behind. No package of it needs its install script, and
# what is optional (TypeScript, for one) is not needed.
FROM node:24-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --omit=optional --ignore-scripts --loglevel=error
# Source maps and type declarations, a third of all bytes, are for development.
RUN find node_modules -type f \( -name '*.map' -o -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' \) -delete

FROM node:24-bookworm-slim
WORKDIR /app
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY package.json .npmrc LICENSE ./
COPY scripts/migrations.mjs ./scripts/
COPY docker ./docker
# Any user may read everything, whatever the modes of the checkout are.
RUN chmod -R a+rX package.json .npmrc LICENSE scripts docker && chmod 0755 docker/alembic docker/heksher && ln -s /app/docker/alembic /app/docker/heksher /usr/local/bin/

# Docker lets any user bind port 80 from version 20.10 on. If a runtime does not, set HEKSHER_PORT to 1024 or more.
ENV NODE_ENV=production
ENV HEKSHER_HOST=0.0.0.0
ENV HEKSHER_PORT=80
# npm writes no log files: the root file system may be read-only, and the user may have no home.
ENV NPM_CONFIG_LOGS_MAX=0
EXPOSE 80
# The user "node", by its number, so that Kubernetes sees that it is not root. Any other user works as well. The files
# belong to root, so the service cannot change its own code.
USER 1000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["node", "docker/health.mjs"]
STOPSIGNAL SIGTERM
CMD ["node", "dist/apps/heksher/src/main.js"]
