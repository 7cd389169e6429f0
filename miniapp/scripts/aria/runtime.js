// The running half of the aria plugin: tells Taro's data tree the same attributes as the templates.
require('@tarojs/shared').mergeInternalComponents(require('./attributes').components)
