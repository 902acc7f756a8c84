// Solves the proof of work (ALTCHA), in workers so that the page stays responsive. The same file is
// for the page and its workers; it is fetched only under load.
import { solveChallenge, solveChallengeWorkers } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2'
import { handler } from 'altcha-lib/workers/shared'

const MOST_WORKERS = 4
const inPage = typeof document !== 'undefined'

// `trust` turns an address into what Trusted Types requires. Returns the solution to post.
export const solve = async (challenge, trust) => {
  const createWorker = () => new Worker(trust(import.meta.url), { type: 'module' })
  const concurrency = Math.min(navigator.hardwareConcurrency || 1, MOST_WORKERS)
  const solution =
    (await solveChallengeWorkers({ challenge, concurrency, createWorker }).catch(() => null)) ??
    (await solveChallenge({ challenge, deriveKey })) // without module workers: on the page itself
  if (!solution) throw new Error('not solved')
  return btoa(JSON.stringify({ challenge, solution }))
}

if (!inPage && typeof self !== 'undefined') handler({ deriveKey })
