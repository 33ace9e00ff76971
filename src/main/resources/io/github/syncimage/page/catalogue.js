// The second view: everything that was mirrored.
import { el, unseen } from './nodes.js';
import { icon } from './icons.js';
import { copyButton } from './copy.js';
import { day, number, size } from './format.js';
import { imageName, parts, platforms, targetName } from './image.js';
import { concerns } from './asked.js';
import { drawDetail } from './detail.js';
import { drawMissing } from './ask.js';
import { named, near, platformsOf, search } from './search.js';
import { t } from './words.js';

const PAGE = 50;

/** What is found for an address: `found`, `hosts`, the image that is `open`, and the name that is `missing`. */
export function look(images, asked, understood) {
  const source = understood?.outcome === 'mirror' ? understood.requests[0].source : null;
  const result = search(asked.request ? images.filter(image => concerns(asked.request, image)) : images, asked);
  const exact = asked.q && source && named(images, source);
  // What was typed is a command or an address: its words are found nowhere, but what it means may be.
  if (!result.found.length && exact) result.found = [exact];
  result.open = asked.image && named(images, asked.image);
  // Where an image was asked for by its name, all the others are no answer.
  if (asked.image && !result.open && !asked.q) result.found = [];
  const absent = asked.q && !exact && !asked.host && (!result.found.length || (source && parts(asked.q).tag));
  result.missing = asked.image ? !result.open && asked.image : absent && asked.q;
  return result;
}

/** Draws chips, rows and what is opened; `details`, `pages` and `wanted` are what the reader has come to. */
export function drawCatalogue({ images, asked, understood, result, details, pages, meta, wanted }) {
  const { found, hosts, open, missing } = result;
  const shown = found.slice(0, pages * PAGE);
  const rows = open && !shown.includes(open) ? [open, ...shown] : shown;
  const absent = missing && drawMissing({ text: missing, understood, near: found.length ? [] : near(images, understood?.requests?.[0]?.source ?? missing), meta, platform: wanted });
  return el('div', { class: 'results' },
    drawFilters(images, asked, found, hosts),
    !found.length && absent,
    rows.length > 0 && el('section', { class: 'panel', 'data-key': 'list', 'aria-label': t('catalogue') },
      el('table', { class: 'catalogue', role: 'table' },
        el('thead', { role: 'rowgroup' }, el('tr', { role: 'row' }, head('', t('image')), head('chips', t('platforms')), head('num', t('size')),
          head('', t('mirrored_at')), head('', unseen(t('public'))), head('', unseen(t('copy_pull'))))),
        el('tbody', { role: 'rowgroup' }, rows.map(image => [row(image, image === open), image === open && opened(image, details, meta)]))),
      shown.length < found.length && el('p', { class: 'more' }, el('button', { type: 'button', class: 'plain', 'data-more': true },
        t('more', number(found.length - shown.length))))),
    found.length > 0 && absent,
    !rows.length && !missing && el('p', { class: 'panel empty' }, images.length ? t('none_fits') : t('catalogue_empty')));
}

const head = (kind, words) => el('th', { role: 'columnheader', class: kind || null }, words);
const cell = (kind, ...content) => el('td', { role: 'cell', class: kind }, ...content);

function row(image, open) {
  return el('tr', { role: 'row', class: open ? 'open' : null, 'data-key': image.target },
    cell('what', el('button', { class: 'toggle', type: 'button', 'aria-expanded': String(open), 'data-open': image.target },
      icon('right'), imageName(image.source), targetName(image.target))),
    cell('chips', platforms(image.platforms?.length || !image.type ? image.platforms : [image.type])),
    cell('num', image.size != null && size(image.size)),
    cell('at', image.mirrored_at && day(image.mirrored_at), image.user && el('span', { class: 'who' }, image.user)),
    cell('seen', image.visibility === 'public' ? state('globe', 'soft', t('is_public')) : image.visibility === 'private' && state('lock', 'late', t('is_private'))),
    cell('act', copyButton(image.command ?? `docker pull ${image.target}`, `${t('copy_pull')}: ${image.source}`)));
}

const opened = (image, details, meta) =>
  el('tr', { role: 'row', class: 'detail', 'data-key': `detail ${image.target}` }, el('td', { role: 'cell', colspan: 6 }, drawDetail(image, details, meta)));

const state = (name, kind, words) => el('span', { class: `state ${kind}` }, icon(name), words);

function drawFilters(images, asked, found, hosts) {
  const option = (value, words, chosen) => el('option', { value, selected: value === (chosen ?? '') }, words);
  return el('div', { class: 'filters' },
    hosts.map(([host, count]) => chip('host', host, asked.host === host, host || t('no_host'), el('b', {}, number(count)))),
    asked.host && !hosts.some(([host]) => host === asked.host) && chip('host', asked.host, true, asked.host, el('b', {}, number(0))),
    el('select', { name: 'platform', 'aria-label': t('platforms') }, option('', t('any_platform'), asked.platform),
      platformsOf(images).map(platform => option(platform, platform, asked.platform))),
    chip('public', '1', asked.public === '1', t('public_only')),
    el('span', { class: 'end' },
      el('span', { role: 'status' }, t('found', found.length, number(found.length), number(images.length))),
      el('select', { name: 'sort', 'aria-label': t('order') }, ['', 'name', 'size'].map(order => option(order, t(`sort_${order || 'newest'}`), asked.sort)))));
}

const chip = (key, value, pressed, ...content) =>
  el('button', { class: 'chip', type: 'button', 'aria-pressed': String(pressed), 'data-filter': key, value, 'data-key': `${key} ${value}` }, ...content);
