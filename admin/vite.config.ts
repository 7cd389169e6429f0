import path from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  base: '/admin/',
  plugins: [react()],
  resolve: { alias: { '@shared': path.resolve(__dirname, '../shared'), '@': path.resolve(__dirname, 'src') } },
  build: { outDir: 'dist', chunkSizeWarningLimit: 1200, target: 'es2022' },
  server: { port: 5174, proxy: { '/api': 'http://127.0.0.1:3000' } },
})
