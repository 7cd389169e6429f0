export default definePageConfig({ navigationBarTitleText: '最近的投放点' })
