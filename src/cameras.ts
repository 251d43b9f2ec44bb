/**
 * Which cameras are recorded, and where they are: the devices of the registry for which there is an address. What a
 * recorder learns of its cameras is made here, in this process and elsewhere alike; it never holds more addresses than
 * its own.
 *
 * An address that ends in `#sha256=…` names the certificate that the camera must show, for cameras that sign their own.
 */
import type { CameraSettings } from './recording/recording.ts'
import { categoriesOf, recordableDevices, recordingOf, type Registry } from './registry/registry.ts'

/** The address of a camera by the name of its secret, undefined where it has none. */
export type AddressOf = (secret: string) => Promise<string | undefined>

/** A device to be recorded, under its usual category: all that a recorder needs, but for keys. */
export type AddressedCamera = {
  readonly device: string
  readonly category: string
  /** 촬영시간, as in the registry. */
  readonly filmingHours: string
  readonly url: string
  /** Of a camera that signs its own certificate. */
  readonly certificateSha256: string | null
}

export type Cameras = {
  /** Those of the devices given that have an address now. */
  among(devices: readonly string[]): Promise<readonly AddressedCamera[]>
  /** All, for the recorder of this process; each is asked for its address again whenever it is connected to. */
  settings(): Promise<readonly CameraSettings[]>
}

export function openCameras(options: {
  readonly registry: () => Promise<Registry>
  readonly addressOf: AddressOf
}): Cameras {
  const { addressOf } = options

  async function located(only?: readonly string[]) {
    const registry = await options.registry()
    const cameras: { readonly camera: AddressedCamera; readonly stream: string }[] = []
    for (const { id: device, stream } of recordableDevices(registry)) {
      const category = categoriesOf(registry, device)[0]?.id
      if (stream === null || category === undefined || only?.includes(device) === false) continue
      const address = await addressOf(stream)
      if (address === undefined) continue
      const { hours: filmingHours } = recordingOf(registry, device, category)
      cameras.push({ camera: { device, category, filmingHours, ...placeOf(address) }, stream })
    }
    return cameras
  }

  return {
    among: async (devices) => (await located(devices)).map(({ camera }) => camera),
    settings: async () =>
      (await located()).map(({ camera, stream }) =>
        settingsOf(camera, async () => {
          // The vault may be out of reach when a camera must be connected to again: then the last known address has to do.
          const address = await addressOf(stream).catch(() => undefined)
          return address === undefined ? camera.url : placeOf(address).url
        }),
      ),
  }
}

/** As a recorder takes it. */
export function settingsOf(
  { device, category, filmingHours, url, certificateSha256 }: AddressedCamera,
  urlNow: CameraSettings['url'] = () => Promise.resolve(url),
): CameraSettings {
  return {
    device,
    category,
    filmingHours,
    url: urlNow,
    ...(certificateSha256 === null ? {} : { tls: { certificateSha256 } }),
  }
}

/** A fingerprint that was mistyped stays in the address, which is then refused: its camera must not be trusted otherwise. */
function placeOf(address: string): Pick<AddressedCamera, 'url' | 'certificateSha256'> {
  const [, url, pin] = /^(.*)#sha256=((?:[0-9a-f]{2}:?){31}[0-9a-f]{2})$/i.exec(address) ?? []
  return { url: url ?? address, certificateSha256: pin ?? null }
}
