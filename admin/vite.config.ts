import path from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const shared = path.resolve(__dirname, '../shared')

/** zod stays on the server: see shared/z-thin.ts. */
const thinZod: Plugin = {
  name: 'thin-zod',
  enforce: 'pre',
  resolveId: (source, importer) =>
    importer &&
    /^\.\.?\/(\.\.\/)*z$/.test(source) &&
    path.resolve(path.dirname(importer), source) === path.join(shared, 'z')
      ? path.join(shared, 'z-thin.ts')
      : null,
}

export default defineConfig({
  base: '/admin/',
  plugins: [thinZod, react()],
  resolve: { alias: { '@shared': shared, '@': path.resolve(__dirname, 'src') } },
  build: { outDir: 'dist', chunkSizeWarningLimit: 1200, target: 'es2022' },
  server: {
    host: '127.0.0.1',
    port: 5174,
    strictPort: true,
    proxy: { '/api': `http://127.0.0.1:${process.env.PORT ?? 3000}` },
  },
})
