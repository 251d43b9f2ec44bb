/**
 * The parameter sets a stream has shown so far, from its description and in band, and the format they make.
 *
 * A camera whose settings are changed sends new sets in the middle of a stream: a set with the id of an old one
 * replaces it, and the format has then changed. Sent again unchanged, as most cameras do before every key
 * picture, they change nothing.
 */
import { isFault } from '../base/fault.ts'
import { codings } from './codec.ts'
import { mediaFault } from './faults.ts'
import { MAX_PARAMETER_SET_BYTES } from './bits.ts'
import type { Codec, ParameterSets, VideoFormat } from './video.ts'

/** Sets of one kind kept at a time. Cameras use one or two; the container allows 31 of the rarest kind. */
const MAX_SETS_OF_A_KIND = 16

export type SetKind = keyof ParameterSets

export type ParameterSetStore = {
  /** Takes a set, copying its bytes when they are new. Throws `media.parameterSetInvalid`. */
  put(kind: SetKind, nal: Uint8Array): void
  /** Whether there is a set of every kind the codec needs. */
  complete(): boolean
  /** Whether a set has changed since the last call of `format`. */
  changed(): boolean
  /** The format as of now, or undefined while a kind is missing. `reorderDepth` as in nal.ts. */
  format(): { readonly format: VideoFormat; readonly reorderDepth: number } | undefined
}

export function parameterSetStore(codec: Codec): ParameterSetStore {
  const coding = codings[codec]
  const kept: Record<SetKind, Map<number, Uint8Array>> = { vps: new Map(), sps: new Map(), pps: new Map() }
  let changed = false

  function idOf(kind: SetKind, nal: Uint8Array): number {
    if (kind === 'sps') return coding.sequence(nal).id
    return kind === 'pps' ? coding.pictureSetId(nal) : coding.videoSetId(nal)
  }

  const complete = () => coding.needed.every((kind) => kept[kind].size > 0)

  return {
    put(kind, nal) {
      if (nal.length > MAX_PARAMETER_SET_BYTES)
        throw mediaFault('media.parameterSetInvalid', { what: 'length' })
      const sets = kept[kind]
      for (const known of sets.values()) if (Buffer.compare(known, nal) === 0) return
      const id = idOf(kind, nal)
      sets.delete(id) // the newest stands last
      if (sets.size === MAX_SETS_OF_A_KIND) throw mediaFault('media.parameterSetInvalid', { what: 'count' })
      sets.set(id, Uint8Array.from(nal))
      changed = true
    },
    complete,
    changed: () => changed,
    format() {
      changed = false
      if (!complete()) return undefined
      // The newest sequence comes first: it is the one the pictures to come refer to, and the configuration
      // record repeats its profile.
      const sps = [...kept.sps.values()].toReversed()
      const { width, height, codecString, reorderDepth } = coding.sequence(sps[0]!)
      const parameterSets = { vps: [...kept.vps.values()], sps, pps: [...kept.pps.values()] }
      return {
        format: { codec, width, height, rotationDegrees: 0, parameterSets, codecString },
        reorderDepth,
      }
    },
  }
}

/**
 * A store with the sets of a description or a file's header. What cannot be read there is ignored on purpose: the
 * sets that count come in band as well, and if none do, the stream says that they are missing.
 */
export function describedSets(codec: Codec, nals: readonly Uint8Array[]): ParameterSetStore {
  const { role: roleOf, headerBytes } = codings[codec]
  const sets = parameterSetStore(codec)
  for (const nal of nals) {
    const role = nal.length > headerBytes ? roleOf(nal[0]!) : 'other'
    if (role !== 'vps' && role !== 'sps' && role !== 'pps') continue
    try {
      sets.put(role, nal)
    } catch (error) {
      if (!isFault(error, 'media.parameterSetInvalid')) throw error
    }
  }
  return sets
}
