// Stands in for shared/z.ts in the builds of the mini-program and the console: contracts are read there for method and
// path alone, and clients never validate, so zod (70 kB gzipped) stays on the server. Every schema is one object that
// answers to any chain. Invariant: the names are those of shared/z.ts; a schema's verdict must not be asked for on a
// client.
type Chain = ((...given: unknown[]) => Chain) & { [name: string]: Chain }

const chain: Chain = new Proxy((() => chain) as unknown as Chain, {
  get: (_target, name) => (name === 'shape' || typeof name === 'symbol' ? undefined : chain) as Chain,
})
const make = (): Chain => chain

export {
  make as array,
  make as boolean,
  make as config,
  make as discriminatedUnion,
  make as enum,
  make as int,
  make as literal,
  make as nullable,
  make as number,
  make as object,
  make as record,
  make as strictObject,
  make as string,
  make as union,
  make as unknown,
  make as any,
  chain as coerce,
}
