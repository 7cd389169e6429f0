// The bucket that hot documents are sharded by; the same everywhere, from the first day. Pure.
export const PARTITIONS = 1024

/**
 * The bucket 0–1023 of a compound (or village). Entries and accounts carry the one of the household's first compound,
 * which never changes; it is the shard key. FNV-1a, 32 bit.
 */
export function partitionOf(compoundId: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < compoundId.length; at += 1) hash = Math.imul(hash ^ compoundId.charCodeAt(at), 0x01000193) >>> 0
  return ((hash ^ (hash >>> 16)) >>> 0) % PARTITIONS
}
