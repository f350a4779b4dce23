const paramName = Symbol('parameter')

/** Stands for parameters while a query is compiled: every property is a marker that carries its name. */
export function paramProxy<P extends object>(): P {
  return new Proxy({}, { get: (_, name) => ({ [paramName]: name }) }) as P
}

/** Makes the function that fills a compiled parameter list: markers from `params` by name, constants as they are. */
export function bindParameters(compiled: readonly unknown[]): (params: object) => unknown[] {
  const slots = compiled.map(value =>
    typeof value === 'object' && value !== null && paramName in value
      ? { name: (value as Record<symbol, unknown>)[paramName] as string }
      : { value },
  )
  return params => slots.map(slot => ('name' in slot ? (params as Record<string, unknown>)[slot.name] : slot.value))
}
