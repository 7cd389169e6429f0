export default definePageConfig({
  navigationBarTitleText: '兑换码',
  usingComponents: { 'qr-card': '../native/qr-card/index' },
})
