// Babel for Taro. Relies on babel-preset-taro, which aims at the oldest phones WeChat still serves. `hot` is off as it
// is in config/index.ts: code prepared for replacing components does not run without the plugin that replaces them.
module.exports = { presets: [['taro', { framework: 'react', ts: true, compiler: 'webpack5', hot: false }]] }
