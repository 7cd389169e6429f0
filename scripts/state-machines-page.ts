// The page of state machines, printed from the tables that the server decides by.
import { cellDiagram } from '@shared/cells/machine'
import { findingDiagram } from '@shared/inspections/findings'
import { ruleDiagram } from '@shared/ledger/earning'
import { handoverDiagram, tripDiagram } from '@shared/manifests/machine'
import { bookingDiagram } from '@shared/pickups/machine'
import { stopDiagram } from '@shared/runs/stop-machine'
import { reviewDiagram } from '@shared/reviews/rules'
import { redemptionDiagram } from '@shared/rewards/machine'
import { workoffDiagram } from '@shared/workoffs/machine'

/** docs/state-machines.md as it should read. */
export const stateMachinesPage = (): string => `# 状态机

由 \`npm run diagrams\` 从代码里的表打印,不手改。预约与站点是两个名词、两台状态机;不在表里的一律拒绝。

## 预约(shared/pickups/machine.ts)

\`\`\`mermaid
${bookingDiagram().trim()}
\`\`\`

## 收运站点(shared/runs/stop-machine.ts)

\`\`\`mermaid
${stopDiagram().trim()}
\`\`\`

## 兑换(shared/rewards/machine.ts)

\`\`\`mermaid
${redemptionDiagram().trim()}
\`\`\`

## 以工代罚(shared/workoffs/machine.ts)

做满和到期由系统每小时看一次,办结由执法人员点;退回后延期要本人重新答复。

\`\`\`mermaid
${workoffDiagram().trim()}
\`\`\`

## 待裁定的事(shared/reviews/rules.ts)

异议、投诉、混装核查、核销异议、兑换提示和昵称审核都走这一台;两人裁定时第一票不改变状态。

\`\`\`mermaid
${reviewDiagram().trim()}
\`\`\`

## 积分规则的版本(shared/ledger/earning.ts)

\`\`\`mermaid
${ruleDiagram().trim()}
\`\`\`

## 检查发现的问题(shared/inspections/findings.ts)

报整改的人不能自己确认;参加检查的人不能撤销。是否按期看被认可的那次报整改的时间。

\`\`\`mermaid
${findingDiagram().trim()}
\`\`\`

## 餐厨交接(shared/manifests/machine.ts)

状态只由服务端存下的签认决定;两边说法不一样时不算确认。确认后的交接随车次一起办结。

\`\`\`mermaid
${handoverDiagram().trim()}
\`\`\`

## 餐厨车次(shared/manifests/machine.ts)

处置单位不等司机签字就可以接收;有核查的车次只由核查结论办结。

\`\`\`mermaid
${tripDiagram().trim()}
\`\`\`

## 无废细胞申报(shared/cells/machine.ts)

每一步由谁办看表里的关系;本单位的人不审自己的申报,打分的人不验收。称号只在公示期满时由系统授予,撤销要两个人。

\`\`\`mermaid
${cellDiagram().trim()}
\`\`\`
`
