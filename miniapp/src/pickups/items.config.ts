export default definePageConfig({ navigationBarTitleText: '选物品' })
