# Compiles the service. Nothing of this stage is in the image but dist/.
FROM node:20-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY nest-cli.json tsconfig.json ./
COPY apps ./apps
COPY libs ./libs
COPY migrations ./migrations
COPY scripts ./scripts
RUN npm run build

# Only what runs in production, without the cache that npm leaves behind. No package of it needs its install script.
FROM node:20-bookworm-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts

FROM node:20-bookworm-slim
WORKDIR /app
COPY package.json .npmrc LICENSE ./
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/dist ./dist
COPY docker ./docker
RUN chmod 0755 /app/docker/alembic && ln -s /app/docker/alembic /usr/local/bin/alembic

# Docker lets any user bind port 80 from version 20.10 on. Where a runtime does not, set HEKSHER_PORT to 1024 or more.
ENV NODE_ENV=production
ENV HEKSHER_HOST=0.0.0.0
ENV HEKSHER_PORT=80
EXPOSE 80
# The files belong to root, so the service cannot change its own code.
USER node
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 CMD ["node", "docker/health.mjs"]
STOPSIGNAL SIGTERM
CMD ["node", "dist/apps/heksher/src/main.js"]
