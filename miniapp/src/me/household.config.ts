export default definePageConfig({
  navigationBarTitleText: '住户',
  usingComponents: { 'qr-card': '../native/qr-card/index' },
})
