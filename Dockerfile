# One image for every server instance: the bundled server with both sites built in.
FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY . .
RUN npm ci --no-progress && npm run -s build:server && npx tsx scripts/sites.ts h5 admin
# papers are set in two of the nine weights
RUN find node_modules/@expo-google-fonts -name '*.ttf' ! -name '*_400Regular.ttf' ! -name '*_700Bold.ttf' -delete

FROM node:24-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production
COPY --from=build --chown=node:node /app /app
USER node
EXPOSE 3000
CMD ["node", "server/dist/main.cjs"]
