// A door plate typed in one field. Pure. Invariant: nothing that was typed is lost; what is not understood as building
// and unit stays with the room.
type Door = { building: string; unit: string; room: string }

/** A door plate as people write it in one go: "3-2-501", "3栋2单元501", "501"; what is not said stays empty. */
export function readDoor(typed: string): Door {
  const parts = typed
    .replace(/(号楼|栋|幢|座|单元)(?=.)/g, '$1-')
    .split(/[-—–－/、，,\s]+/)
    .filter(Boolean)
  if (parts.length <= 1) return { building: '', unit: '', room: parts[0] ?? '' }
  if (parts.length === 2) {
    const [first = '', room = ''] = parts
    return /单元$/.test(first) ? { building: '', unit: first, room } : { building: first, unit: '', room }
  }
  const [building = '', unit = '', ...room] = parts
  return { building, unit, room: room.join('-') }
}
