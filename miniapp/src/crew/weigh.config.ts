export default definePageConfig({ navigationBarTitleText: '称重' })
