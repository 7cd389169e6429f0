// Structured logs, one JSON line an event. Personal data never goes in: log ids, codes and counts only.
import pino from 'pino'

export const log = pino({
  level: 'info',
  base: undefined,
  timestamp: pino.stdTimeFunctions.isoTime,
  redact: {
    paths: [
      'authorization',
      'cookie',
      'token',
      'phone',
      '*.authorization',
      '*.cookie',
      '*.token',
      '*.phone',
      '*.password',
    ],
    censor: '***',
  },
})
