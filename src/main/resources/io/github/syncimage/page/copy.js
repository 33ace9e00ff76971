// Copies what a button holds in `data-copy`. One listener for all of them, because rows are drawn anew all the time.
import { el, morph } from './nodes.js';
import { icon } from './icons.js';
import { t } from './words.js';

/** A button that copies `text`; `label` says what that is. */
export const copyButton = (text, label) =>
  el('button', { type: 'button', class: 'icon copy', 'data-copy': text, 'aria-label': label, title: label }, icon('copy'));

/** Says a word at the foot of the page, to screen readers too. */
let forget;
export function say(...words) {
  let toast = document.getElementById('toast');
  if (!toast) document.body.append(toast = el('p', { id: 'toast', role: 'status' }));
  toast.replaceChildren(...words);
  clearTimeout(forget);
  forget = setTimeout(() => toast.replaceChildren(), 4000);
}

async function write(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // A page that did not come over TLS has no clipboard; the old way works within a click.
    const area = el('textarea', { readonly: true, class: 'unseen', 'aria-hidden': 'true' });
    const before = document.activeElement;
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand('copy');
    area.remove();
    before?.focus({ preventScroll: true });
    return done;
  }
}

export function listenForCopies() {
  document.addEventListener('click', async event => {
    const button = event.target.closest?.('[data-copy]');
    if (!button) return;
    const done = await write(button.dataset.copy);
    say(t(done ? 'copied' : 'not_copied'), ' ', el('code', {}, button.dataset.copy.split('\n')[0]));
    if (!done) return;
    morph(button.firstElementChild, icon('tick', 'ok'));
    setTimeout(() => morph(button.firstElementChild, icon('copy')), 1500);
  });
}
