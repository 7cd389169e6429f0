// How a score comes about, in plain sentences, with the constants of this very list and an example that can be worked
// through by hand.
import type { ListDocument } from '@shared/standings/list'
import type { StandingRules } from '@shared/standings/standing-rules'
import { methodWords, ownFormulaWords } from '@shared/standings/words'

const factorNames: Readonly<Record<string, string>> = {
  phi: 'φ 同一名检查员几次检查之间的差别',
  psi: 'ψ 换一名检查员多出来的差别',
  rho: 'ρ 同一次检查里各袋相像的程度',
  rhoC: 'ρC 同一次检查里各项整改相像的程度',
  r: 'r 现场检查和袋子查对之间的相关',
}
const bandNames: Readonly<Record<string, string>> = { 70: '0～0.7', 80: '0.7～0.8', 90: '0.8～0.9', 100: '0.9～1' }

/** "phi70" → "φ，A在0～0.7时" */
function factorName(key: string): string {
  const [, name, band = ''] = /^(phi|rho)(\d+)$/.exec(key) ?? []
  if (!name) return factorNames[key] ?? key
  return `${name === 'phi' ? 'φ，A' : 'ρ，B'}在${bandNames[band] ?? band}时`
}

export function methodBlock({ factors }: ListDocument, rules: StandingRules): string {
  const { weights, sample, version, firstOnBlack } = rules
  const { onSite, bags, closing } = weights.compound
  const rows = Object.entries(factors)
    .map(([key, value]) => `<tr><th scope="row">${factorName(key)}</th><td>${value}</td></tr>`)
    .join('')
  return `<div class="card" id="method"><h2>怎么算的</h2>
<ol><li>检查哪里、谁去查，由公开的随机种子抽出来；因投诉去查的和复查的不算分。</li>
${[...methodWords(rules), ...ownFormulaWords(rules)].map((sentence) => `<li>${sentence}</li>`).join('')}</ol>
<p class="note">黑榜第1名是${firstOnBlack === 'worst' ? '得分最低的' : '得分最高的'}。最后一次检查超过${sample.staleDays}天的写“样本过旧”，不排名。分值、界线都是本系统默认，各地可以改，改一次就是新的一版规则；本期用第${version}版。</p>
<details><summary>公式、常数和一个算例</summary>
<p>A是各次现场检查的平均，B是分对的袋数除以抽查的袋数，C是按时整改的项数除以到期的项数（没有到期的问题，C按1算）。得分S＝${onSite}A＋${bags}B＋${closing}C。</p>
<p>有效样本：nA＝n÷(φ＋ψ·Σnk²÷n)，nB＝N÷(1＋(ΣM²÷N－1)ρ)，nC＝F÷(1＋(ΣF²÷F－1)ρC)。每一项按Wilson公式取95%范围，再用MOVER（平方相加）合成总分的范围，保留一位小数，按印出来的数判断。φ和ρ在下表里有本段的，取全市和本段里大的一个：差的地方波动更大。</p>
<p>算例（φ 0.07，ψ 0.01，ρ 0.05，ρC 0.5，r 0.4）：三次检查现场得分52%、61%、46%，前两次同一人；各抽35袋，分对21、25、18袋；到期问题4、2、3项，按时整改1、1、2项。算出nA＝34.615，nB＝38.889，nC＝4.263，得分53.70，范围41.01～66.12：得分虽不到60，范围碰到了60以上，所以不上黑榜。</p>
<table class="plain"><caption>本期的常数</caption><tbody>${rows}</tbody></table></details></div>`
}
