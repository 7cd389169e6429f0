export default definePageConfig({ navigationBarTitleText: '减碳系数' })
