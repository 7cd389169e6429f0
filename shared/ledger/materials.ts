// Names of the materials that are weighed, priced and credited; the codes are those of the carbon factors.
import { showGrams } from '../units'

export const materialNames: Readonly<Record<string, string>> = {
  paper: '纸类',
  cardboard: '纸板',
  beverage_carton: '饮料纸盒',
  plastic_mixed: '塑料（混合）',
  plastic_pet: 'PET瓶',
  plastic_hdpe: '硬塑料瓶桶',
  plastic_pp: '塑料餐盒',
  aluminium: '铝',
  steel: '钢铁',
  copper: '铜',
  glass: '玻璃',
  textile: '织物',
  weee: '废旧家电',
  wood_furniture_reused: '木家具（再用）',
  wood_furniture: '木家具（拆解）',
  food_waste: '厨余垃圾',
  hazardous: '有害垃圾',
  residual: '其他垃圾',
}

export const materialName = (code: string): string => materialNames[code] ?? code

/** "纸板 12.5千克、玻璃 800克" */
export const materialsText = (lines: readonly { material: string; grams: number }[]): string =>
  lines.map(({ material, grams }) => `${materialName(material)} ${showGrams(grams)}`).join('、')
