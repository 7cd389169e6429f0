// A line icon of the look, in the colour of the text beside it. It says nothing of its own: words stand beside it, or
// the control that holds it is labelled.
import { lineIcons, type LineIcon } from '@shared/look/icons'

export function Icon({ name, size = 18, className = '' }: { name: LineIcon; size?: number; className?: string }) {
  return (
    <svg
      aria-hidden
      className={`icon ${className}`}
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
      // our own table of paths, nothing that anybody typed
      dangerouslySetInnerHTML={{ __html: lineIcons[name] }}
    />
  )
}
