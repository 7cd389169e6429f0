// Letters that are drawn like Latin ones (Unicode Technical Standard 39, confusables): аdmin with a Cyrillic а reads
// as admin. Among Han or Latin letters they are refused, as the standard's "highly restrictive" profile has it; a
// name that is Cyrillic or Greek as a whole is a name. By ranges, since old phones know no \p{…}.

const CYRILLIC = 'АВЕЅІЈКМНОРСТУХҮаеорсухіјѕһԁԛԝѵ'
const CYRILLIC_LATIN = 'ABESIJKMHOPCTYXYaeopcyxijshdqwv'
const GREEK = 'ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹϳονιρϲ'
const GREEK_LATIN = 'ABEZHIKMNOPTYXCjovipc'
const LOOKING = CYRILLIC + GREEK
const LATIN = CYRILLIC_LATIN + GREEK_LATIN

/** Cyrillic, Armenian, Cherokee, Coptic and Deseret: no letter of these stands beside Han or Latin ones. */
const FOREIGN = /[\u0400-\u052f\u0531-\u0587\u13a0-\u13fd\u1c80-\u1c8a\u2c80-\u2cf3\ua640-\ua69d\uab70-\uabbf]/
const OWN = /[A-Za-z\u00c0-\u024f\u3400-\u4dbf\u4e00-\u9fff\uff21-\uff3a\uff41-\uff5a\ud840-\ud888]/
/** A Greek letter that looks Latin, in a word with Latin letters; β-胡萝卜素 and Φ20 may be. */
const GREEK_IN_WORD = new RegExp(`[A-Za-z][${GREEK}]|[${GREEK}][A-Za-z]`)

/** True where letters of two scripts stand together that can be taken for each other. */
export const hasLookAlikes = (text: string): boolean =>
  (FOREIGN.test(text) && OWN.test(text)) || GREEK_IN_WORD.test(text)

/** With the Latin letter in place of one that looks like it, in lower case: for comparing names. */
export const lookingLatin = (text: string): string =>
  text
    .split('')
    .map((sign) => LATIN.charAt(LOOKING.indexOf(sign)) || sign)
    .join('')
    .toLowerCase()

/** 康熙部首 and 兼容汉字, which look like the ordinary characters and are none. */
const RADICALS = /[\u2e80-\u2fd5\uf900-\ufa6d]/g
export const plainHan = (text: string): string => text.replace(RADICALS, (sign) => sign.normalize('NFKC'))
