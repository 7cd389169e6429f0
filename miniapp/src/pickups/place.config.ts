export default definePageConfig({ navigationBarTitleText: '放在哪里' })
