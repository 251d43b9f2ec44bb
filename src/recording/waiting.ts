/** Which sealed files are accounted for by the spool, for `jangseung check`. */
import { isFault } from '../base/fault.ts'
import { readManifests } from './manifest.ts'
import { readSpool, recorderSpools } from './spool.ts'

/**
 * The ids of segments of which a manifest or a note waits in DATA/spool, or in a recorder's spool in it. Files that
 * cannot be read as manifests tell of none.
 */
export async function waitingSegments(spoolFolder: string): Promise<string[]> {
  const spools = [spoolFolder, ...(await recorderSpools(spoolFolder))]
  return (await Promise.all(spools.map(segmentsIn))).flat()
}

async function segmentsIn(folder: string): Promise<string[]> {
  const spool = readSpool(folder)
  const ids = (await spool.notes()).flatMap((note) => (note.kind === 'segment' ? [note.id] : []))
  for (const name of await spool.waiting()) {
    const bytes = await spool.read(name)
    if (bytes === undefined) continue
    try {
      ids.push(...readManifests(bytes, name).flatMap((one) => (one.kind === 'segment' ? [one.id] : [])))
    } catch (error) {
      if (!isFault(error, 'recording.manifestInvalid')) throw error
    }
  }
  return ids
}
