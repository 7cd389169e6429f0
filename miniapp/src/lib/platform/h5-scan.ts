// Reading codes with a browser's camera. Relies on BarcodeDetector (Chrome on Android; WICG Shape Detection API); where
// a browser has none, codes are typed. Invariants: the camera is let go with its page; a refused camera is an answer.
import type { Watching } from './types'

type Detector = { detect: (source: HTMLVideoElement) => Promise<{ rawValue: string }[]> }
type WithDetector = { BarcodeDetector?: new (options: { formats: string[] }) => Detector }
type WithTorch = { torch?: boolean }

const LOOK_EVERY_MS = 150

export async function watchCodes(elementId: string, onCode: (code: string) => void): Promise<Watching | null> {
  const { BarcodeDetector } = window as unknown as WithDetector
  const box = document.getElementById(elementId)
  if (!BarcodeDetector || !box || !navigator.mediaDevices) return null
  const stream = await navigator.mediaDevices
    .getUserMedia({ video: { facingMode: 'environment' }, audio: false })
    .catch(() => null)
  if (!stream) return null
  const video = document.createElement('video')
  video.muted = true
  video.setAttribute('playsinline', '')
  video.srcObject = stream
  box.appendChild(video)
  const detector = new BarcodeDetector({ formats: ['qr_code'] })
  let isOver = false
  const look = async (): Promise<void> => {
    if (isOver) return
    const found = document.hidden ? [] : await detector.detect(video).catch(() => [])
    for (const { rawValue } of found) onCode(rawValue)
    setTimeout(() => void look(), LOOK_EVERY_MS)
  }
  await video.play().catch(() => undefined)
  void look()
  return {
    torch: torchOf(stream),
    stop() {
      isOver = true
      for (const track of stream.getTracks()) track.stop()
      video.remove()
    },
  }
}

function torchOf(stream: MediaStream): Watching['torch'] {
  const [track] = stream.getVideoTracks()
  const can = track?.getCapabilities?.() as WithTorch | undefined
  if (!track || !can?.torch) return null
  return (on) => {
    void track.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] }).catch(() => undefined)
  }
}
