export default definePageConfig({ navigationBarTitleText: '全市积分公开账' })
