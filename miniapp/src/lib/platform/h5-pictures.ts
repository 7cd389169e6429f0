// Pictures in a browser: picked through a file field, made small enough to be kept beside the day's other records
// (storage holds about 5 MB), and read again for sending. Relies on nothing newer than the browsers of 2019.
// Invariant: a file that is no picture is counted, never lost in silence.
import { PictureUnreadable, type Picked } from './types'

/** Enough to recognise what stands there; a picture of this size is about 200 kB. */
const LONGEST_SIDE = 1280
const QUALITY = 0.75

/** @param count at most so many  @param onlyCamera phones open the camera at once */
export async function pickPictures(count: number, onlyCamera: boolean): Promise<Picked> {
  const files = (await pickFiles(count, onlyCamera)).slice(0, count)
  const made = await Promise.all(files.map((file) => shrink(file).catch(() => null)))
  const pictures = made.filter((one): one is Blob => one !== null)
  return { paths: pictures.map((one) => URL.createObjectURL(one)), unreadable: files.length - pictures.length }
}

function pickFiles(count: number, onlyCamera: boolean): Promise<File[]> {
  const field = document.createElement('input')
  field.type = 'file'
  field.accept = 'image/*'
  field.multiple = count > 1
  if (onlyCamera) field.setAttribute('capture', 'environment')
  // Safari forgets a field that is not in the page.
  field.style.display = 'none'
  document.body.appendChild(field)
  return new Promise<File[]>((resolve) => {
    const done = () => {
      resolve(Array.from(field.files ?? []))
      field.remove()
    }
    field.addEventListener('change', done)
    field.addEventListener('cancel', done)
    field.click()
  })
}

/** The picture upright as JPEG, without what the camera wrote beside it (place, time). */
async function shrink(file: File): Promise<Blob> {
  const address = URL.createObjectURL(file)
  try {
    const image = await opened(address)
    const scale = Math.min(1, LONGEST_SIDE / Math.max(image.naturalWidth, image.naturalHeight))
    const canvas = document.createElement('canvas')
    canvas.width = Math.max(1, Math.round(image.naturalWidth * scale))
    canvas.height = Math.max(1, Math.round(image.naturalHeight * scale))
    const context = canvas.getContext('2d')
    if (!context) throw new PictureUnreadable()
    // JPEG knows no transparency: without a ground it would come out black.
    context.fillStyle = '#fff'
    context.fillRect(0, 0, canvas.width, canvas.height)
    context.drawImage(image, 0, 0, canvas.width, canvas.height)
    return await new Promise<Blob>((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new PictureUnreadable())), 'image/jpeg', QUALITY)
    })
  } finally {
    URL.revokeObjectURL(address)
  }
}

function opened(address: string): Promise<HTMLImageElement> {
  return new Promise((resolve, reject) => {
    const image = new Image()
    image.onload = () => resolve(image)
    image.onerror = () => reject(new PictureUnreadable())
    image.src = address
  })
}

/** The bytes behind a blob or data address. @throws PictureUnreadable when they are gone */
export async function readPicture(address: string): Promise<Blob> {
  try {
    return await (await fetch(address)).blob()
  } catch {
    throw new PictureUnreadable()
  }
}

export function asDataAddress(picture: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.onload = () => resolve(String(reader.result))
    reader.onerror = () => reject(new PictureUnreadable())
    reader.readAsDataURL(picture)
  })
}
