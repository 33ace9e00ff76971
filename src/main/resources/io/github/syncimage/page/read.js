// The documents of the API, by relative addresses, so that the page works below any path.

/** A document below api/v1/; throws where there is none. */
export async function read(path) {
  const response = await fetch(`api/v1/${path}`, { headers: { Accept: 'application/json' } });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}
