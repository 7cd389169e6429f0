// The build of the mini-program for WeChat (weapp) and for browsers (h5), each into a folder of its own.
// Relies on webpack 5; transpiles ../shared and the few libraries that ship newer syntax than phones run.
// Invariants: the API address is fixed at build time by TARO_APP_API; nothing here reads another variable but TARO_ENV
// and, for the development server's way to the API, PORT.
import path from 'node:path'
import { defineConfig } from '@tarojs/cli'
import { NormalModuleReplacementPlugin, ProvidePlugin } from 'webpack'

const shared = path.resolve(__dirname, '../../shared')
const src = path.resolve(__dirname, '../src')
const reactPlugin = path.dirname(require.resolve('@tarojs/plugin-framework-react/package.json'))
const isH5 = process.env.TARO_ENV === 'h5'

/** Where the API lives: a full address inside WeChat, the same origin in a browser. */
const apiBase = process.env.TARO_APP_API ?? (isH5 ? '' : 'http://127.0.0.1:3000')

/** These ship private fields, `?.` and `??`, which phones of 2019 cannot parse. */
const modernLibraries = /node_modules[\\/](@tanstack|zod|zustand|dayjs|qrcode-generator|use-sync-external-store)[\\/]/

/** The router of the browser half and NutUI's swiper ship newer syntax still; WeChat's half does not hold them. */
const modernInBrowsers = /node_modules[\\/](query-string|decode-uri-component|filter-obj|split-on-first|swiper)[\\/]/

/** zod stays on the server: see shared/z-thin.ts. */
const thinZod: [RegExp, string] = [/[\\/]shared[\\/]z\.ts$/, path.join(shared, 'z-thin.ts')]

export const config = defineConfig({
  projectName: 'wufei',
  date: '2026-11-22',
  designWidth: 375,
  deviceRatio: { 375: 2, 640: 1.17, 750: 1, 828: 0.905 },
  sourceRoot: 'src',
  outputRoot: isH5 ? 'dist/h5' : 'dist/weapp',
  framework: 'react',
  compiler: { type: 'webpack5', prebundle: { enable: false } },
  cache: { enable: false },
  logger: { quiet: true, stats: false },
  plugins: [path.resolve(__dirname, '../scripts/aria/plugin.js')],
  // Chinese stays Chinese: three bytes a character in place of the six of an escape.
  terser: { enable: true, config: { output: { ascii_only: false } } },
  env: { TARO_APP_API: JSON.stringify(apiBase) },
  // Taro's browser half asks for the React plugin from the root, where npm need not have put it.
  alias: { '@': src, '@shared': shared, '@tarojs/plugin-framework-react': reactPlugin },
  mini: {
    optimizeMainPackage: { enable: true },
    compile: { include: [shared, modernLibraries] },
    postcss: { pxtransform: { enable: true, config: {} }, cssModules: { enable: false } },
    // WeChat has no AbortController and no reliable way to add a global: every free mention becomes an import.
    webpackChain: (chain) => {
      chain.plugin('thin-zod').use(NormalModuleReplacementPlugin, thinZod)
      const abort = path.join(src, 'lib/abort.ts')
      chain.plugin('phone').use(ProvidePlugin, [
        {
          AbortController: [abort, 'AbortController'],
          AbortSignal: [abort, 'AbortSignal'],
          BigInt: [path.join(src, 'lib/big-int.ts'), 'BigInt'],
        },
      ])
    },
  },
  h5: {
    publicPath: '/',
    staticDirectory: 'static',
    // The server lets browsers keep these files for a year, so a changed file must have a new name.
    output: { filename: 'js/[name].[contenthash:8].js', chunkFilename: 'chunk/[name].[contenthash:8].js' },
    miniCssExtractPluginOption: {
      filename: 'css/[name].[contenthash:8].css',
      chunkFilename: 'css/[name].[contenthash:8].css',
    },
    compile: { include: [shared, modernLibraries, modernInBrowsers] },
    router: { mode: 'hash' },
    // Sizes stay in px: rem would need a script inside the page, which the server's security headers forbid.
    postcss: { pxtransform: { enable: false }, cssModules: { enable: false } },
    // The browser build is one page's worth of script; its size is watched by our own test, not by webpack's hint.
    webpackChain: (chain) => {
      chain.plugin('thin-zod').use(NormalModuleReplacementPlugin, thinZod)
      chain.performance.hints(false)
      // What several pages share, such as the guide's names, is one file that the browser reads once.
      chain.optimization.splitChunks({
        chunks: 'all',
        minSize: 20_000,
        maxInitialRequests: 6,
        maxAsyncRequests: 6,
        cacheGroups: {
          // One file a style sheet, whatever pages share it: read once, and in no order that two pages could dispute.
          styles: {
            type: 'css/mini-extract',
            test: /[\\/]miniapp[\\/]src[\\/](?!app\.scss)/,
            name: (module: { nameForCondition(): string | null }) =>
              path.basename(module.nameForCondition() ?? 'styles').replace(/\.(generated\.)?scss$/, '-look'),
            chunks: 'async',
            enforce: true,
            priority: 20,
          },
          names: { test: /core\.generated\.json$/, name: 'guide-names', chunks: 'async', enforce: true, priority: 10 },
        },
      })
    },
    devServer: {
      port: 10086,
      open: false,
      // The page is loaded anew; replacing single components would need a plugin of its own.
      hot: false,
      liveReload: true,
      proxy: [
        { context: ['/api', '/p', '/c'], target: `http://127.0.0.1:${process.env.PORT ?? 3000}`, changeOrigin: false },
      ],
    },
  },
})

export { config as default }
