// A drawing that stands for a photo in the demo city: bins by a wall, with what it shows in words.
import sharp from 'sharp'

/** @param over drawn on it, as SVG */
export function drawnPhoto(words: string, over = ''): Promise<Buffer> {
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="640" height="480"><rect width="640" height="480" fill="#dfe7e2"/><rect x="90" y="170" width="110" height="180" rx="8" fill="#3f7d58"/><rect x="230" y="170" width="110" height="180" rx="8" fill="#2f6690"/><rect x="370" y="170" width="110" height="180" rx="8" fill="#6b705c"/><ellipse cx="520" cy="360" rx="70" ry="26" fill="#a68a64"/><text x="24" y="44" font-size="26" fill="#25352c">${words}</text>${over}</svg>`
  return sharp(Buffer.from(drawing)).jpeg({ quality: 70 }).toBuffer()
}
