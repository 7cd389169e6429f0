export default definePageConfig({ navigationBarTitleText: '本店库存' })
