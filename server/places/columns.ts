// The tables that places, sites and holidays come in and go out by: one list of columns for template, import and
// export, so that an export can be changed and imported again.
import { managementNames, placeKindNames, siteKindNames, type ImportKind } from '@shared/places/vocabulary'
import { profileKeys, profiles } from '@shared/places/profiles'
import type { ImportColumn } from '../imports/kinds'
import type { Cell } from '../sheets'

export const columns: Readonly<Record<ImportKind, readonly ImportColumn[]>> = {
  places: [
    { name: '类型', required: true, choices: Object.values(placeKindNames) },
    { name: '名称', required: true, width: 22 },
    { name: '代码', width: 18 },
    { name: '上级代码', width: 18 },
    { name: '上级路径', width: 36 },
    { name: '城乡', choices: ['城镇', '农村'] },
    { name: '户数' },
    { name: '管理方式', choices: Object.values(managementNames) },
    { name: '物业公司', width: 24 },
    { name: '代管单位', width: 24 },
    { name: '经度' },
    { name: '纬度' },
    { name: '方案', choices: profileKeys.map((key) => profiles[key].name) },
  ],
  sites: [
    { name: '点位类型', required: true, choices: Object.values(siteKindNames) },
    { name: '名称', required: true, width: 24 },
    { name: '地点代码', width: 18 },
    { name: '地点路径', width: 44 },
    { name: '收什么', required: true, width: 24 },
    { name: '桶的种类', width: 34 },
    { name: '开放时间', width: 36 },
    { name: '地址', width: 28 },
    { name: '经度' },
    { name: '纬度' },
    { name: '负责人' },
    { name: '说明', width: 28 },
  ],
  holidays: [
    { name: '日期', required: true },
    { name: '安排', required: true, choices: ['放假', '上班'] },
    { name: '节日' },
    { name: '来源', width: 40 },
  ],
}

/** One filled row for the template; the codes are examples of the form only. */
export const examples: Readonly<Record<ImportKind, readonly Cell[]>> = {
  places: [
    '小区',
    '示例花园',
    '',
    '419900001001',
    '示例市/示例区/示例街道/示例社区',
    '城镇',
    320,
    '物业公司',
    '示例物业服务有限公司',
    '',
    113.912345,
    34.012345,
    '',
  ],
  sites: [
    '投放点',
    '1号投放点',
    '',
    '示例市/示例区/示例街道/示例社区/示例花园',
    '分类桶',
    '可回收物、厨余垃圾、有害垃圾、其他垃圾',
    '每天 07:00-09:00、19:00-21:00',
    '南门内 30米',
    113.912345,
    34.012345,
    '',
    '',
  ],
  holidays: ['2026-10-01', '放假', '国庆节', '国务院办公厅关于2026年部分节假日安排的通知'],
}
