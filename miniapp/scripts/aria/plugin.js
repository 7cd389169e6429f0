// A Taro plugin that puts aria-* back into the WeChat templates (Taro 4 drops them silently).
// Relies on `onSetupClose`, which Taro calls when a platform is ready to make its templates.
// Invariant: what is merged here is also merged in the running program by runtime.js.
const path = require('node:path')
const { components } = require('./attributes')

module.exports = (ctx) => {
  ctx.registerMethod({
    name: 'onSetupClose',
    fn(platform) {
      if (platform.platform !== 'weapp' || !platform.template) return
      platform.template.mergeComponents(platform.ctx ?? ctx, components)
      platform.runtimePath = [].concat(platform.runtimePath, path.join(__dirname, 'runtime.js'))
    },
  })
}
