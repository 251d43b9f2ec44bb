/**
 * One error class for everything the outside world can do to us: a camera, a disk, a person, a file.
 *
 * A `Fault` carries a closed code, a kind (which fixes the HTTP status and the exit code) and a message in
 * Korean and in English that says what was wrong, where, and what to do. Its parameters must never hold
 * footage, keys, passwords or personal data: they end up in logs and on screens.
 *
 * Programming errors are not faults: they are `assert`s (see assert.ts).
 */

/** What sort of trouble it is. Callers branch on the kind, people read the message, machines keep the code. */
export type FaultKind =
  | 'invalid' // the input breaks a rule; sending it again will not help
  | 'unauthenticated' // nobody is signed in
  | 'forbidden' // somebody is, but may not
  | 'missing' // there is no such thing
  | 'conflict' // the thing exists, but in a state that does not allow this
  | 'exhausted' // a bound was reached: a full disk, too many attempts
  | 'unavailable' // something outside did not answer; later may be better
  | 'corrupt' // stored bytes are not what they were

type Spec = { readonly kind: FaultKind; readonly ko: string; readonly en: string }

/** The `{names}` that stand in a message template. */
type Names<T extends string> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never

type Values<S extends Spec> = { readonly [N in Names<S['ko']> | Names<S['en']>]: string | number }

type Arguments<S extends Spec> = keyof Values<S> extends never
  ? [values?: Record<string, never>, cause?: unknown]
  : [values: Values<S>, cause?: unknown]

/** Every code that any loaded module has declared. */
const declared = new Set<string>()

export class Fault extends Error {
  override readonly name = 'Fault'
  readonly code: string
  readonly kind: FaultKind
  readonly values: Readonly<Record<string, string | number>>
  /** The Korean message; `message` is the English one. */
  readonly messageKo: string

  constructor(code: string, spec: Spec, values: Readonly<Record<string, string | number>>, cause: unknown) {
    super(fill(spec.en, values), cause === undefined ? undefined : { cause })
    this.code = code
    this.kind = spec.kind
    this.values = values
    this.messageKo = fill(spec.ko, values)
  }
}

/**
 * Declares a folder's codes, once, at module load. Returns the only function that makes faults with them;
 * the compiler checks the code and that every `{name}` of its templates has a value.
 */
export function defineFaults<const S extends Record<string, Spec>>(specs: S) {
  for (const code of Object.keys(specs)) {
    if (declared.has(code)) throw new Error(`fault code declared twice: ${code}`)
    declared.add(code)
  }
  return function fault<C extends keyof S & string>(code: C, ...[values, cause]: Arguments<S[C]>): Fault {
    return new Fault(code, specs[code] as Spec, values ?? {}, cause)
  }
}

/** Whether `error` is a Fault, optionally with that code. */
export function isFault(error: unknown, code?: string): error is Fault {
  return error instanceof Fault && (code === undefined || error.code === code)
}

function fill(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name]
    return value === undefined ? whole : printable(String(value))
  })
}

/** Values may come from hostile input: control characters are shown, not obeyed, and length is bounded. */
function printable(text: string): string {
  // oxlint-disable-next-line no-control-regex
  const visible = text.replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\uFFFD')
  return visible.length > 300 ? `${visible.slice(0, 300)}…` : visible
}
