// Rate limits. The general one is per address and instance (cheap, in memory); strict ones, declared by a route,
// are shared by all instances through the database.
import { RateLimiterMemory, RateLimiterMongo, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible'
import mongoose from 'mongoose'
import { DomainError } from '@shared/errors'

export type RateLimiter = {
  general(address: string): Promise<void>
  /** Files of the sites, apart from the rest and ten times as many. */
  files(address: string): Promise<void>
  strict(route: string, key: string, limit: { count: number; seconds: number }): Promise<void>
}

/** @param perSecond general requests a second for one address @throws DomainError TOO_MANY_REQUESTS with Retry-After */
export function createRateLimiter(perSecond: number): RateLimiter {
  const general = new RateLimiterMemory({ points: perSecond * 10, duration: 10 })
  // a first visit fetches about a hundred files, and a mobile operator puts thousands of people behind one address
  const files = new RateLimiterMemory({ points: perSecond * 100, duration: 10 })
  const strict = new Map<string, RateLimiterAbstract>()
  return {
    general: (address) => take(general, address),
    files: (address) => take(files, address),
    strict: (route, key, { count, seconds }) => {
      let limiter = strict.get(route)
      if (!limiter) {
        limiter = new RateLimiterMongo({
          storeClient: mongoose.connection,
          points: count,
          duration: seconds,
          keyPrefix: route,
          tableName: 'rateLimits',
          insuranceLimiter: new RateLimiterMemory({ points: count, duration: seconds }),
        })
        strict.set(route, limiter)
      }
      return take(limiter, key)
    },
  }
}

async function take(limiter: RateLimiterAbstract, key: string): Promise<void> {
  try {
    await limiter.consume(key)
  } catch (refused) {
    if (refused instanceof RateLimiterRes)
      throw new DomainError('TOO_MANY_REQUESTS', {
        retryAfterSeconds: Math.max(1, Math.ceil(refused.msBeforeNext / 1000)),
      })
    throw refused
  }
}
