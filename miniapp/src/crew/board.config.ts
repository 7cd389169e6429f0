export default definePageConfig({ navigationBarTitleText: '换人上车' })
