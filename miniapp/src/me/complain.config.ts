export default definePageConfig({ navigationBarTitleText: '投诉与意见' })
