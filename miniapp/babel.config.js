// Babel for Taro. Relies on babel-preset-taro, which aims at the oldest phones WeChat still serves.
module.exports = { presets: [['taro', { framework: 'react', ts: true, compiler: 'webpack5' }]] }
