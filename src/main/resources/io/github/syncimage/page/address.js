// What is shown stands behind the # of the address; docs/page.md lists the shapes, for those who link here.

/** `{ view: 'requests' | 'catalogue', request?, image?, q?, host?, platform?, public?, sort? }` */
export function whereTo(hash = location.hash) {
  const asked = new URLSearchParams(hash.slice(1));
  const { request, image, q, host, platform, public: open, sort } = Object.fromEntries(asked);
  const view = image || asked.has('catalogue') ? 'catalogue' : 'requests';
  return { view, request: readRequest(request), image, q, host, platform, public: open, sort };
}

function readRequest(text) {
  const [, repository, issue] = /^(.+\/.+)\/(\d{1,15})$/.exec(text ?? '') ?? [];
  return issue && { repository, issue: Number(issue) };
}

/** The address of a place: what its characters mean is kept, and what names have stays as it is. */
export function addressOf({ view = 'catalogue', image, ...more }) {
  const narrowed = Object.entries(more).filter(([, value]) => value).map(([key, value]) => `${key}=${legible(value)}`);
  return '#' + [image ? `image=${legible(image)}` : view, ...narrowed].join('&');
}

const legible = text => encodeURIComponent(text).replace(/%2F/g, '/').replace(/%3A/g, ':').replace(/%40/g, '@');
