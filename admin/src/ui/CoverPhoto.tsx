// A photo on which parts are covered by hand before it goes out: drawn with the finger or mouse, or with the arrow
// keys and Enter. What comes out is a new picture in which the covered parts are gone, not hidden.
import { Button, Space } from 'antd'
import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react'

type Box = { x: number; y: number; width: number; height: number }
type Props = {
  /** Of this origin. */
  src: string
  label: string
  busy: boolean
  onDone: (picture: File) => void
}

const COVER = '#2b302e'
/** Smaller ones are slips of the hand. */
const LEAST = 8
const QUALITY = 0.85
// a finger draws on it and does not move the page
const STYLE = {
  display: 'block',
  maxWidth: '100%',
  marginBottom: 12,
  touchAction: 'none',
  cursor: 'crosshair',
} as const

export function CoverPhoto({ src, label, busy, onDone }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [photo, setPhoto] = useState<HTMLImageElement | null>(null)
  const [boxes, setBoxes] = useState<Box[]>([])
  const [drawn, setDrawn] = useState<Box | null>(null)

  useEffect(() => {
    const picture = new Image()
    picture.onload = () => setPhoto(picture)
    picture.src = src
  }, [src])

  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (!context || !photo) return
    context.drawImage(photo, 0, 0)
    context.fillStyle = COVER
    for (const { x, y, width, height } of boxes) context.fillRect(x, y, width, height)
    if (!drawn) return
    context.strokeStyle = '#f2a65a'
    context.lineWidth = Math.max(3, photo.naturalWidth / 300)
    context.strokeRect(drawn.x, drawn.y, drawn.width, drawn.height)
  }, [photo, boxes, drawn])

  const at = (event: PointerEvent<HTMLCanvasElement>): { x: number; y: number } => {
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect()
    return {
      x: ((event.clientX - left) / width) * event.currentTarget.width,
      y: ((event.clientY - top) / height) * event.currentTarget.height,
    }
  }
  const begin = (event: PointerEvent<HTMLCanvasElement>): void => {
    event.currentTarget.setPointerCapture(event.pointerId)
    setDrawn({ ...at(event), width: 0, height: 0 })
  }
  const move = (event: PointerEvent<HTMLCanvasElement>): void => {
    if (!drawn || !event.currentTarget.hasPointerCapture(event.pointerId)) return
    const { x, y } = at(event)
    setDrawn({ ...drawn, width: x - drawn.x, height: y - drawn.y })
  }
  const cover = (): void => {
    if (drawn && Math.abs(drawn.width) >= LEAST && Math.abs(drawn.height) >= LEAST) setBoxes([...boxes, drawn])
    setDrawn(null)
  }
  const press = (event: KeyboardEvent<HTMLCanvasElement>): void => {
    if (!photo) return
    const [width, height] = [photo.naturalWidth, photo.naturalHeight]
    const box = drawn ?? { x: width * 0.4, y: height * 0.4, width: width / 5, height: height / 5 }
    const step = width / 40
    const moved: Partial<Record<string, Box>> = {
      ArrowLeft: { ...box, x: box.x - step },
      ArrowRight: { ...box, x: box.x + step },
      ArrowUp: { ...box, y: box.y - step },
      ArrowDown: { ...box, y: box.y + step },
      '+': { ...box, width: box.width + step, height: box.height + step },
      '-': { ...box, width: Math.max(step, box.width - step), height: Math.max(step, box.height - step) },
    }
    const next = moved[event.key]
    if (event.key === 'Enter') cover()
    else if (next) setDrawn(next)
    else return
    event.preventDefault()
  }
  const done = (): void => {
    setDrawn(null)
    canvas.current?.toBlob(
      (blob) => blob && onDone(new File([blob], 'covered.jpg', { type: 'image/jpeg' })),
      'image/jpeg',
      QUALITY,
    )
  }
  if (!photo) return <p className="faint">载入中…</p>
  return (
    <>
      <canvas
        ref={canvas}
        style={STYLE}
        width={photo.naturalWidth}
        height={photo.naturalHeight}
        tabIndex={0}
        role="application"
        aria-label={`${label}，已遮${boxes.length}块。按住拖动遮住一块；键盘用方向键移动、加减键改大小、回车遮住`}
        onPointerDown={begin}
        onPointerMove={move}
        onPointerUp={cover}
        onKeyDown={press}
      />
      <Space wrap>
        <Button disabled={boxes.length === 0} onClick={() => setBoxes(boxes.slice(0, -1))}>
          撤销上一块
        </Button>
        <Button type="primary" disabled={drawn !== null} loading={busy} onClick={done}>
          {boxes.length === 0 ? '没有要遮的，用这张' : `遮好了${boxes.length}块，用这张`}
        </Button>
      </Space>
    </>
  )
}
