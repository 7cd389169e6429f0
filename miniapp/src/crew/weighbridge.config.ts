export default definePageConfig({ navigationBarTitleText: '过磅' })
