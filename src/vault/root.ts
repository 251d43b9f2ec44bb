/**
 * Where the root key lives: the only place of the whole system from which a key must really disappear. Everything
 * else is stored wrapped, and dies with the root that wrapped it (docs/design/key-tree.md).
 *
 * A provider keeps one active root and room for a second while it is being replaced. The file is the default; a
 * PKCS#11 token or a Vault server fit the same five steps.
 */

/** A root key and its number: 1 for the first, one more at every destruction batch. */
export type Root = { readonly epoch: number; readonly key: Buffer }

export type RootProvider = {
  /** What `name` is called in messages. */
  readonly name: string
  /** The active root, or undefined when none was ever made. The caller wipes it. */
  read(): Promise<Root | undefined>
  /** The key in the other place, whatever it is. Only good if it opens what it should. The caller wipes it. */
  readStaged(): Promise<Buffer>
  /** Makes the first root, durable. There must be none. */
  create(key: Buffer): Promise<void>
  /** Writes the next root beside the active one, durable. */
  stage(key: Buffer): Promise<void>
  /** Makes the staged root the active one, atomically and durable. */
  activate(epoch: number): Promise<void>
  /** Destroys what is in the other place, durable. */
  eraseOther(): Promise<void>
  /**
   * Whether overwriting reaches the bytes it means to. On a file system that copies on write, or keeps snapshots,
   * old copies of the file may stay; a certificate of destruction then says so.
   */
  erasure(): Promise<RootErasure>
}

export type RootErasure = 'overwritten' | 'overwrittenOnCopyingFileSystem'
