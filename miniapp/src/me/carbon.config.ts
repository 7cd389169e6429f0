export default definePageConfig({ navigationBarTitleText: '减碳' })
