export default definePageConfig({ navigationBarTitleText: '接手班次' })
