// 无废家庭: a checklist with three months of records; nobody comes.
import { asked, deduct, mayBeAbsent, nothing, photo, table, tiers, value, veto, yes } from './build'

export const household = table({
  form: 'light',
  name: '无废家庭',
  sections: [
    [
      yes(
        8,
        ['全家商量过怎么分，贴在厨房', '怎么分，全家商量过吗？'],
        photo('拍厨房墙上的分工', '看得清，可以不露名字'),
      ),
      yes(7, ['家里有人会用平台查怎么分', '家里有人会查东西怎么分吗？'], nothing, asked),
    ],
    [
      yes(7, ['买菜自带袋子', '出门买菜带自己的袋子吗？'], photo('拍常用的袋子', '看得见用过')),
      tiers(
        6,
        ['饭菜吃多少做多少', '一个星期倒掉几顿饭菜？'],
        [
          ['没有', 6],
          ['一两顿', 3],
          ['更多', 0],
        ],
        nothing,
        asked,
      ),
      yes(6, ['网购少要包装，纸箱留着再用', '网购的纸箱会再用吗？'], photo('拍留着的纸箱', '走近拍，看得清楚')),
      yes(6, ['旧衣旧物先送人、修或换', '旧东西先送人、修或换吗？'], nothing, asked),
    ],
    [
      deduct(
        10,
        ['家里分厨余、可回收、有害、其他', '家里分开放吗？'],
        [
          ['没有厨余桶', 5],
          ['有害没有单独放', 3],
          ['可回收没有单独放', 3],
        ],
        photo('拍家里的桶', '一张拍全'),
      ),
      value(
        'householdMonths',
        15,
        ['近三个月，每个月都有投放记录', '近三个月，每个月都有投放记录吗？'],
        [
          [3, 15],
          [2, 9],
          [1, 4],
        ],
      ),
    ],
    [
      value(
        'householdPickups',
        8,
        ['大件、旧家电、可回收物约上门收', '约过上门收旧物吗？'],
        [
          [2, 8],
          [1, 5],
        ],
      ),
      yes(
        6,
        ['过期药品、电池、灯管交到有害垃圾点', '过期药和电池交到哪里？'],
        photo('拍收集的小盒', '看得见药盒或电池'),
      ),
      yes(
        6,
        ['阳台堆肥，或把厨余交给小区堆肥', '厨余有没有做成肥？'],
        photo('拍堆肥桶', '走近拍，看得清楚'),
        mayBeAbsent,
      ),
    ],
    [
      yes(8, ['跟邻居或孩子讲过怎么分', '跟邻居讲过怎么分吗？'], nothing, asked),
      yes(7, ['参加过一次社区的活动', '近一年参加过社区的分类活动吗？'], nothing, asked),
    ],
  ],
  vetoes: [veto('近一年因乱丢垃圾被处罚', '近一年，因为乱丢垃圾被罚过吗？')],
  bonus: [],
  validYears: 1,
})
