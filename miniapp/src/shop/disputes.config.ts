export default definePageConfig({ navigationBarTitleText: '居民的异议' })
