// What stands around each view: names, views, whether it is live, language, light or dark; and the foot.
import { el, morph } from './nodes.js';
import { icon, sign } from './icons.js';
import { exactly, moment } from './format.js';
import { stored, store } from './storage.js';
import { language, t } from './words.js';

/**
 * Draws the frame. `views` are `{ name, href, current }`, `live` is how the stream is (`live`, `polling`, `away`, `connecting`,
 * or `export` for a page that never changes), `at` the time of what is shown, `links` are those of the foot.
 */
export function drawFrame({ views, live, at, meta = {}, links = linksOf(meta) }) {
  morph(document.getElementById('top'), el('header', { id: 'top' }, el('div', { class: 'wide' },
    el('a', { class: 'skip', href: '#main', 'data-skip': true }, t('skip')),
    el('a', { class: 'brand', href: views[0].href }, sign(), 'sync-image'),
    el('nav', { class: 'views', 'aria-label': t('views') }, views.map(view =>
      el('a', { href: view.href, 'aria-current': view.current && 'page' }, view.name))),
    el('div', { class: 'tools' },
      el('span', { class: `sign ${live}`, role: 'status', title: t(`live_${live}_long`) }, el('i', { 'aria-hidden': 'true' }), el('span', {}, t(`live_${live}`))),
      other(),
      el('button', { class: 'icon', type: 'button', 'data-theme-switch': true, 'aria-label': t('theme'), title: t('theme') }, icon('theme')),
      meta.issues && el('a', { class: 'icon', href: meta.issues, rel: 'noreferrer', 'aria-label': t('issues'), title: t('issues') }, icon('issues'))))));
  morph(document.getElementById('foot'), el('footer', { id: 'foot' }, el('div', { class: 'wide' },
    links.map(({ href, name }) => el('a', { href }, name)),
    el('span', { class: 'end' }, el('span', { class: 'dot' }, `sync-image ${meta.version ?? ''}`), at && el('span', { class: 'dot' }, t('as_of'), ' ', meta.live === false ? moment(at) : exactly(at))))));
}

const linksOf = meta => [{ href: meta.live === false ? 'api/v1/catalogue.json' : 'api/v1/openapi.yaml', name: 'API' }, { href: 'feed.atom', name: t('feed') }];

const other = () => language() === 'en'
  ? el('a', { class: 'icon language', href: '?lang=zh', lang: 'zh-CN', hreflang: 'zh-CN', 'data-language': true }, '中文')
  : el('a', { class: 'icon language', href: '?lang=en', lang: 'en', hreflang: 'en', 'data-language': true }, 'English');

/** Once: what the frame's buttons do. */
export function listenToFrame() {
  document.addEventListener('click', event => {
    const clicked = event.target.closest?.('[data-theme-switch], [data-language], [data-skip]');
    if (!clicked) return;
    if ('themeSwitch' in clicked.dataset) switchTheme();
    // The address of what is seen comes along.
    else if ('language' in clicked.dataset) clicked.hash = location.hash;
    else {
      event.preventDefault();
      document.getElementById('main').focus();
    }
  });
}

function switchTheme() {
  const system = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  const wanted = (stored('theme') ?? document.documentElement.dataset.theme ?? system) === 'dark' ? 'light' : 'dark';
  store('theme', wanted === system ? null : wanted);
  if (wanted === system) delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = wanted;
}

/** A strip across the page that says what is wrong, and what that means. */
export const notice = (kind, ...words) => el('p', { class: `notice ${kind}`, role: 'status' }, icon(kind === 'bad' ? 'away' : 'wait'), el('span', {}, ...words));

/** A panel with a heading: `title`, how many, and what stands at its end. */
export const panel = (id, title, { count, end, kind } = {}, ...content) =>
  el('section', { class: `panel ${kind ?? ''}`.trim(), 'aria-labelledby': id, 'data-key': id },
    el('header', {}, el('h2', { id }, title), count != null && el('span', { class: 'count' }, count), end && el('span', { class: 'end' }, end)), ...content);

