// Babel for Taro. `hot` is off as it is in config/index.ts: code prepared for replacing components does not run without
// the plugin that replaces them.
// Phones of 2016 and later run ES2015 by themselves (WeChat's own engine on Android, JavaScriptCore from iOS 10): classes
// and generators that are not rewritten for older ones are read faster and are a fifth shorter. What may be shipped is
// checked on the built files (tests/miniapp/package-size.test.ts).
const targets = { ios: '10', chrome: '51' }

module.exports = { presets: [['taro', { framework: 'react', ts: true, compiler: 'webpack5', hot: false, targets }]] }
