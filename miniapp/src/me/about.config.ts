export default definePageConfig({ navigationBarTitleText: '客服、意见与投诉' })
