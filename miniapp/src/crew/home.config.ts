export default definePageConfig({ navigationBarTitleText: '收运班次' })
