// Solves the door's challenge (ALTCHA), in workers so that the page stays quick. One file for the
// page and for its workers, fetched only when the door is under pressure.
import { solveChallenge, solveChallengeWorkers } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2'
import { handler } from 'altcha-lib/workers/shared'

const MOST_WORKERS = 4
const inPage = typeof document !== 'undefined'

// `trust` makes of an address what Trusted Types wants of one. Returns what goes back to the door.
export const solve = async (challenge, trust) => {
  const createWorker = () => new Worker(trust(import.meta.url), { type: 'module' })
  const concurrency = Math.min(navigator.hardwareConcurrency || 1, MOST_WORKERS)
  const solution =
    (await solveChallengeWorkers({ challenge, concurrency, createWorker }).catch(() => null)) ??
    (await solveChallenge({ challenge, deriveKey })) // no workers of this kind: here, then
  if (!solution) throw new Error('not solved')
  return btoa(JSON.stringify({ challenge, solution }))
}

if (!inPage && typeof self !== 'undefined') handler({ deriveKey })
