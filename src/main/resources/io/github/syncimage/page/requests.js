// The first view: what moves, the line, what waits, and the latest answers.
import { el, unseen } from './nodes.js';
import { duration, moment, number, percent, size, sizes, clock } from './format.js';
import { notice, panel } from './frame.js';
import { facts, imageName, issueLink, platforms, targetName } from './image.js';
import { answerRow, held } from './answers.js';
import { askedFor, concerns } from './asked.js';
import { t } from './words.js';

const SHOWN = 30;

/** Draws the view of a version of `now`; `all` asks for the whole line, `request` is the one in the address. */
export function drawRequests({ now, live, request, all, known }) {
  if (!now) return el('div', { class: 'columns' }, panel('moving', t('moving'), {}, empty(live === 'away' ? t('no_answer') : t('loading'))));
  const asked = row => (request && concerns(request, row) ? 'asked' : '');
  return el('div', { class: 'requests' },
    live === 'away' && notice('bad', t('connection_lost', moment(now.at).textContent)),
    now.github_away_since && notice('late', t('github_away', moment(now.github_away_since).textContent)),
    request && askedFor(request, now, known),
    el('div', { class: 'columns' },
      el('div', { class: 'stack' },
        panel('moving', t('moving'), { count: number(now.running.length) },
          now.running.length ? el('ul', {}, now.running.map(run => runRow(run, asked(run)))) : empty(t('nothing_moves'))),
        line(now, asked, all)),
      panel('answers', t('answers'), { end: el('a', { href: '#catalogue' }, t('to_catalogue')) },
        now.answers.length ? el('ul', {}, now.answers.map(answerRow)) : empty(t('no_answers')))));
}

const empty = (...words) => el('p', { class: 'empty' }, ...words);

// Where it is not told who asked, what was asked for tells rows apart.
const keyOf = (kind, request) => `${kind} ${request.repository ?? ''} ${request.issue ?? request.images.map(image => image.source)}`;

function runRow(run, asked) {
  return el('li', { class: `run ${asked}`.trim(), 'data-key': keyOf('run', run) },
    run.images.map((image, at) => el('div', { class: 'moving', 'data-key': `image-${image.source}` },
      el('div', { class: 'head' }, imageName(image.source),
        at === 0 && el('span', { class: 'facts' }, facts(issueLink(run), run.user,
          run.started && t('for_time', duration((clock() - Date.parse(run.started)) / 1000))))),
      image.target && targetName(image.target),
      image.platforms?.length > 0 && el('ul', { class: 'bars' }, image.platforms.map(one => bar(image, one))),
      el('p', { class: 'facts' }, pace(image)))));
}

function bar(image, { platform, moved, total }) {
  // A total is known once the manifest was read; nothing to move is all of it.
  const known = total != null;
  const part = known ? (total ? Math.min(1, moved / total) : 1) : 0;
  return el('li', { 'data-key': platform },
    el('span', { class: 'platform-name' }, platform),
    el('progress', { max: 100, value: known && Math.floor(part * 100), class: part === 1 && 'full', 'aria-label': `${image.source} ${platform}` }),
    el('span', { class: 'amount' }, known ? t('of', ...sizes(moved, total)) : t('starts')),
    el('span', { class: 'percent' }, known && percent(Math.floor(part * 100) / 100)));
}

function pace(image) {
  if (image.state && image.state !== 'copying') return facts(t(`state_${image.state}`) ?? image.state);
  return facts(
    image.bytes_per_second > 0 && `${size(image.bytes_per_second)}/s`,
    image.seconds_left != null && t('left', duration(image.seconds_left, true)));
}

function line(now, asked, all) {
  const total = Math.max(now.queue_total ?? 0, now.queue.length);
  const count = total + now.held.length;
  const shown = all ? now.queue : now.queue.slice(0, SHOWN);
  const more = total - shown.length;
  return panel('line', t('line'), { count: number(count), end: now.queue.some(one => one.seconds_to_start != null) && t('starts_in') },
    count ? el('ol', { class: 'line' },
      shown.map(one => lineRow(one, asked(one), number(one.position), one.seconds_to_start == null ? null
        : [unseen(t('starts_in'), ' '), t('about', duration(one.seconds_to_start, true))])),
      more > 0 && el('li', { class: 'more', 'data-key': 'more' }, el('button', { type: 'button', class: 'plain', 'data-all': true }, t('more', number(more)))),
      now.held.map(one => lineRow(one, `held ${asked(one)}`, '–', one.until && moment(one.until), held(one)))) : empty(t('nobody_waits')));
}

function lineRow(request, kind, place, when, why) {
  return el('li', { class: kind || null, 'data-key': keyOf(kind.startsWith('held') ? 'held' : 'line', request) },
    el('span', { class: 'place', 'aria-hidden': place === '–' && 'true' }, place),
    el('div', {},
      request.images.map(image => el('div', {}, imageName(image.source), ' ', platforms(image.platforms))),
      el('p', { class: 'facts' }, facts(issueLink(request), request.user)),
      why && el('p', { class: 'why' }, why)),
    el('span', { class: 'when' }, when));
}
