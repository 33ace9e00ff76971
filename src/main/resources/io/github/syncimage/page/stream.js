// Follows a document while the page is seen: by server-sent events, and by asking every few seconds where there are none.

const EVERY = 5000;
const AGAIN = 30000;

/**
 * `heard(document)` gets each version. `state(name)` gets `live`, `polling` (no events, but answers) or `away` (neither).
 * A tab that nobody looks at holds no connection: a browser allows six to a host over all of its tabs.
 */
export function follow(events, document, kind, heard, state) {
  const page = globalThis.document;
  let source, poll, reopen;

  function open() {
    if (source || page.hidden) return;
    source = new EventSource(events);
    source.addEventListener(kind, event => {
      clearInterval(poll);
      poll = null;
      state('live');
      heard(JSON.parse(event.data));
    });
    source.addEventListener('error', () => {
      if (source?.readyState === EventSource.CLOSED) {
        // Refused: there are too many readers. It is tried again, but not soon.
        source = null;
        reopen = setTimeout(open, AGAIN);
      }
      if (!poll) {
        poll = setInterval(ask, EVERY);
        ask();
      }
    });
  }

  async function ask() {
    try {
      const response = await fetch(document, { cache: 'no-store' });
      if (!response.ok) throw new Error(`${response.status}`);
      const version = await response.json();
      if (!poll) return;
      state('polling');
      heard(version);
    } catch {
      if (poll) state('away');
    }
  }

  function close() {
    source?.close();
    clearInterval(poll);
    clearTimeout(reopen);
    source = poll = reopen = null;
  }

  page.addEventListener('visibilitychange', () => (page.hidden ? close() : open()));
  addEventListener('pagehide', close);
  addEventListener('pageshow', open);
  open();
}
