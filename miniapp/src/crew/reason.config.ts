export default definePageConfig({ navigationBarTitleText: '登记原因' })
