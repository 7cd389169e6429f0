export default definePageConfig({ navigationBarTitleText: '断网收码' })
