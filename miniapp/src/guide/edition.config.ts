export default definePageConfig({ navigationBarTitleText: '版本与地区' })
