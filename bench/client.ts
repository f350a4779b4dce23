/** A call to the registry API that must succeed; it waits when the service is too busy to answer. */
export async function call<T>(url: string, token: string, method: string, body?: unknown): Promise<T> {
  for (;;) {
    const response = await fetch(url, {
      method,
      headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (response.ok) return (text === '' ? undefined : JSON.parse(text)) as T
    if (response.status !== 503) throw new Error(`${method} ${url}: ${response.status} ${text.slice(0, 300)}`)
    await new Promise(resolve => setTimeout(resolve, 500))
  }
}

/** A tenant with an administrator. @returns its id and the administrator's token. */
export async function makeTenant(base: string, operator: string, name: string): Promise<{ id: string; token: string }> {
  const api = `${base}/api/v1`
  const tenant = await call<{ id: string }>(`${api}/tenants`, operator, 'POST', { name, domain: `${name}.example` })
  const people = `${api}/organizations/${tenant.id}/people`
  const person = await call<{ id: string }>(people, operator, 'POST', {
    email: `admin@${name}.example`,
    name: 'Administrator',
    roles: ['tenant-admin'],
  })
  const token = await call<{ secret: string }>(`${people}/${person.id}/tokens`, operator, 'POST', { name: 'bench' })
  return { id: tenant.id, token: token.secret }
}
