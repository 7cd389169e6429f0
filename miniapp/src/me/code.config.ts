export default definePageConfig({
  navigationBarTitleText: '住户码',
  usingComponents: { 'qr-card': '../native/qr-card/index' },
})
