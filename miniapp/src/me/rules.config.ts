export default definePageConfig({ navigationBarTitleText: '怎样得积分' })
