// Ties the views to the address, the stream and what a reader does.
import { el, morph } from './nodes.js';
import { icon } from './icons.js';
import { addressOf, whereTo } from './address.js';
import { explain } from './ask.js';
import { concerns } from './asked.js';
import { drawCatalogue, look } from './catalogue.js';
import { CLIENTS } from './commands.js';
import { listenForCopies } from './copy.js';
import { clock, number, setClock } from './format.js';
import { drawFrame, listenToFrame, notice } from './frame.js';
import { parts, setRepositories } from './image.js';
import { read } from './read.js';
import { drawRequests } from './requests.js';
import { named, prepare } from './search.js';
import { sha256 } from './sha256.js';
import { store } from './storage.js';
import { follow } from './stream.js';
import { choose, speak, t } from './words.js';

const main = document.getElementById('main');
const details = new Map();
const explained = new Map();
let meta, now, images, imagesAt, pending, stale, failed, all, wanted, line;
let live = 'connecting';
let pages = 1;
let shown = {};

/** The place in the address; an export has no requests to show, but their images. */
function place() {
  const asked = whereTo();
  return meta.live === false ? { ...asked, view: 'catalogue' } : asked;
}

function draw() {
  const asked = place();
  const views = [{ name: t('requests'), href: '#requests', current: asked.view === 'requests' }, { name: t('catalogue'), href: '#catalogue', current: asked.view === 'catalogue' }];
  drawFrame({ views: meta.live === false ? views.slice(1) : views, live, at: asOf(), meta });
  const body = asked.view === 'requests' ? requests(asked) : catalogue(asked);
  morph(main, el('main', { id: 'main', tabindex: -1 }, el('div', { class: 'wide' }, question(asked), body)));
  const name = (images && asked.image && named(images, asked.image)?.source) || asked.image || (asked.request ? `${asked.request.repository}#${asked.request.issue}` : t(asked.view));
  document.title = `${name} · sync-image`;
}

/** As of when what is shown was true: while it is live, of now. */
function asOf() {
  if (meta.live === false) return meta.at ?? imagesAt;
  return live === 'live' ? new Date(clock()).toISOString() : now?.at;
}

function requests({ request }) {
  const there = version => [...version.running, ...version.queue, ...version.held, ...version.answers].some(row => concerns(request, row));
  const whole = now?.queue_total > now?.queue.length && (all || (request && !there(now))) ? { ...now, queue: wholeLine() } : now;
  if (request && now && !there(whole)) keepImages();
  const known = request && images?.filter(image => concerns(request, image));
  return drawRequests({ now: whole, live, request, all, known });
}

/** The line beyond its beginning, which is all that `now` has of a long one; asked for again every ten seconds. */
function wholeLine() {
  if (!line || Date.now() - line.asked >= 10000) {
    line = { asked: Date.now(), queue: line?.queue };
    read('queue').then(({ queue }) => {
      line.queue = queue;
      draw();
    }).catch(() => {});
  }
  return line.queue ?? now.queue;
}

function catalogue(asked) {
  keepImages();
  if (!images) return el('div', { class: 'results' }, failed ? notice('bad', t('no_answer')) : el('p', { class: 'panel empty' }, t('loading')));
  const text = asked.image || asked.q;
  const result = look(images, asked, explained.get(text));
  // Only what may be no image's name, or one that is not here, is worth a question.
  if (result.missing || (asked.q && (!result.found.length || parts(asked.q).tag))) understand(text);
  if (result.open) loadDetails(result.open.target);
  return el('div', {}, meta.live === false && notice('late', t('export_of')),
    drawCatalogue({ images, asked, understood: meta.live === false ? null : explained.get(text), result, details: details.get(result.open?.target), pages, meta, wanted }));
}

function question({ view, request }) {
  const count = images?.length ?? meta.images;
  const hosts = images ? new Set(images.map(image => image.host)).size : meta.registries;
  const words = view === 'catalogue' ? (request ? t('asked', `${request.repository}#${request.issue}`) : t('catalogue_says', meta.target ?? ''))
    : count != null && hosts != null ? t('requests_say', number(count), hosts, number(hosts), meta.target) : t('requests_say_less', meta.target ?? '');
  return el('form', { class: 'find', role: 'search' },
    el('h1', {}, t(view === 'catalogue' ? 'catalogue' : 'which')), el('p', {}, words),
    el('div', { class: 'field' }, icon('search'),
      el('input', { type: 'search', name: 'q', 'aria-label': t('look_for'), placeholder: t('example'), autocomplete: 'off', spellcheck: 'false', autocapitalize: 'off', enterkeyhint: 'search', maxlength: 500 }),
      el('button', { class: 'button', type: 'submit' }, t('find'))));
}

/** The catalogue, once, and again where an answer came since. */
function keepImages() {
  if (stale || (!images && !failed)) load();
}

function load() {
  const first = !images;
  pending ??= read('catalogue.json').then(document => {
    images = prepare(document.images);
    imagesAt = document.at;
    stale = failed = false;
    details.clear();
  }).catch(() => {
    failed = true;
    stale = false;
    setTimeout(() => {
      failed = false;
      draw();
    }, 5000);
  }).finally(() => {
    pending = null;
    draw();
    if (first) reveal();
  });
  return pending;
}

async function loadDetails(target) {
  if (details.has(target)) return;
  details.set(target, undefined);
  try {
    const { images: known } = await read(`details/${sha256(target).slice(0, 2)}.json`);
    details.set(target, known[target] ?? null);
  } catch {
    details.set(target, null);
  }
  draw();
}

let asking;

/** Asks what a text means, a moment after the last key; where nothing came, again as the page is drawn anew. */
function understand(text) {
  if (meta.live === false || explained.get(text)) return;
  clearTimeout(asking);
  asking = setTimeout(async () => {
    const before = explained.get(text);
    explained.set(text, await explain(text));
    if (explained.get(text) !== before) draw();
  }, 250);
}

/** Leads to the image that a text means, else to what is found for its words. */
async function find(text) {
  if (!images) await load();
  if (text && meta.live !== false && !explained.get(text)) explained.set(text, await explain(text));
  const source = explained.get(text)?.requests?.[0]?.source;
  const hit = text && images && (named(images, text) ?? (source && named(images, source)));
  go(hit ? { image: hit.source } : { q: text });
}

function go(to) {
  const address = addressOf(to);
  if (location.hash === address) draw();
  else location.hash = address;
}

/** After typing or a filter: the address says so, but each letter is no step to go back to. */
function narrow(change) {
  const { request, image, view, ...asked } = place();
  history.replaceState(null, '', addressOf({ ...asked, ...change }));
  pages = 1;
  draw();
}

function arrive() {
  const asked = place();
  if (shown.view !== asked.view || shown.q !== asked.q) pages = 1;
  if (shown.image !== asked.image) wanted = '';
  const moved = shown.view && shown.view !== asked.view;
  shown = asked;
  draw();
  main.querySelector('input[name=q]').value = asked.q ?? '';
  if (moved) {
    scrollTo(0, 0);
    if (document.activeElement === document.body) main.focus({ preventScroll: true });
  }
  reveal();
}

/** Scrolls to the image that is opened, where it is out of sight. */
function reveal() {
  const open = main.querySelector('tr.open');
  if (open && open.getBoundingClientRect().bottom > innerHeight) open.scrollIntoView({ block: 'center' });
}

function listen() {
  listenToFrame();
  listenForCopies();
  addEventListener('hashchange', arrive);
  main.addEventListener('submit', event => {
    event.preventDefault();
    find(event.target.elements.q.value.trim());
  });
  main.addEventListener('input', event => {
    if (event.target.name === 'q' && place().view === 'catalogue') narrow({ q: event.target.value.trim() });
  });
  main.addEventListener('focusin', event => event.target.name === 'q' && !images && load());
  main.addEventListener('change', ({ target }) => {
    if (target.name === 'wanted') {
      wanted = target.value;
      draw();
    } else if (target.name === 'sort' || target.name === 'platform') narrow({ [target.name]: target.value });
  });
  main.addEventListener('click', event => {
    const button = event.target.closest?.('button');
    if (!button) return;
    const { filter, open, client } = button.dataset;
    if (filter) narrow({ [filter]: button.getAttribute('aria-pressed') === 'true' ? '' : button.value });
    if (open) toggle(open);
    if (client) prefer(client);
    if ('more' in button.dataset) pages++;
    if ('all' in button.dataset) all = true;
    draw();
  });
  main.addEventListener('keydown', event => {
    const { client } = event.target.dataset ?? {};
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!client || !step) return;
    event.preventDefault();
    prefer(CLIENTS.at((CLIENTS.indexOf(client) + step) % CLIENTS.length));
    main.querySelector('[role=tab][aria-selected=true]').focus();
  });
}

function prefer(client) {
  store('client', client);
  draw();
}

function toggle(target) {
  const { view, request, image, ...asked } = place();
  const chosen = images.find(one => one.target === target);
  const opened = image && named(images, image) === chosen;
  const name = named(images, chosen.source) === chosen ? chosen.source : target;
  go(opened ? asked : { ...asked, image: name });
}

function heard(version) {
  stale ||= images && now && version.answers[0]?.id !== now.answers[0]?.id;
  setClock(version.at);
  now = version;
  draw();
}

async function start() {
  meta = await read('meta.json').catch(() => ({}));
  setRepositories(meta);
  choose(meta.language);
  // An event says what has changed and may be old; how things stand is asked for first.
  const [first] = await Promise.all([meta.live === false ? null : read('now').catch(() => null), speak('words')]);
  if (meta.live === false) live = 'export';
  if (first) setClock((now = first).at);
  listen();
  arrive();
  if (meta.live === false) return;
  follow('api/v1/events', 'api/v1/now', 'now', heard, how => {
    if (how === live) return;
    live = how;
    draw();
  });
  setInterval(() => document.hidden || draw(), 10000);
}

start();
