export default definePageConfig({
  navigationBarTitleText: '交给别人',
  usingComponents: { 'qr-card': '../native/qr-card/index' },
})
