export default definePageConfig({ navigationBarTitleText: '对账和月结' })
