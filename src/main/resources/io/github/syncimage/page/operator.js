// The operator's view: reads both documents every few seconds, and draws what they say.
import { el, morph } from './nodes.js';
import { ago, clock, duration, exactly, moment, number, setClock, size } from './format.js';
import { drawFrame, listenToFrame, notice, panel } from './frame.js';
import { drawFlow, folderSign, legend } from './operator-picture.js';
import { read } from './read.js';
import { store, stored } from './storage.js';
import { choose, speak, t } from './words.js';

const EVERY = 3000;
const main = document.getElementById('main');
let meta = {};
let live = 'connecting';
let flow, limits, watches;

const chosenId = () => new URLSearchParams(location.hash.slice(1)).get('route');
const chosenRoute = () => flow.routes.find(({ id }) => id === chosenId()) ?? flow.routes.find(({ id }) => id === 'mirror-image') ?? flow.routes[0];
const asTable = () => (stored('flow') ?? (matchMedia('(max-width: 660px)').matches ? 'table' : 'picture')) === 'table';
const allRoutes = () => stored('routes') === 'all';

function draw() {
  const page = meta.page ?? (meta.page_port && `${location.protocol}//${location.hostname}:${meta.page_port}/`);
  drawFrame({
    live, at: flow?.at, meta, links: [{ href: 'api/v1/flow', name: 'flow' }, { href: 'api/v1/limits', name: 'limits' }, { href: 'api/v1/watches', name: 'watches' }, { href: 'observe/metrics', name: 'metrics' }, { href: 'observe/health', name: 'health' }],
    views: [page && { name: t('requests'), href: `${page}#requests` }, page && { name: t('catalogue'), href: `${page}#catalogue` }, { name: t('operator'), href: '#', current: true }].filter(Boolean),
  });
  document.title = `${t('operator')} · sync-image`;
  morph(main, el('main', { id: 'main', tabindex: -1 }, el('div', { class: 'wide operator' }, el('h1', { class: 'unseen' }, t('operator')), flow ? body() : el('p', { class: 'panel empty' }, live === 'away' ? t('no_answer') : t('loading')))));
}

function body() {
  const route = chosenRoute();
  return [
    live === 'away' && notice('bad', t('unreachable', exactly(flow.at).textContent)),
    refused().map(({ file, message }) => notice('bad', el('span', {}, t('refused_edit', file), ' ', el('code', {}, message)))),
    figures(), picture(route?.id),
    el('div', { class: 'three' }, route && stepsOf(route), el('div', { class: 'stack' }, where(), daemons(), limitsPanel(), watchesPanel()), warnings()),
  ];
}

const refused = () => [...flow.routes.filter(route => route.problem).map(({ id, problem }) => ({ file: id, message: problem })), ...flow.problems];

function figures() {
  const { work, outcomes, moved_bytes: moved, started_at: started, camel } = flow;
  const count = (...names) => names.reduce((sum, name) => sum + (outcomes[name] ?? 0), 0);
  const github = limits?.github ?? {};
  const figure = (name, value, ...notes) => el('div', {}, el('dt', {}, name), el('dd', {}, value, el('span', { class: 'note' }, notes.filter(Boolean).map(note => el('span', { class: 'dot' }, note)))));
  return el('dl', { class: 'figures' },
    figure(t('in_work'), number(work.running + work.line), t('in_work_now', number(work.running), number(work.line)), work.held > 0 && el('span', { class: 'late' }, t('held_now', number(work.held)))),
    figure(t('answered'), number(count('mirrored', 'already_present', 'refused', 'failed', 'cancelled')), t('answered_how', number(count('mirrored')), number(count('already_present')))),
    figure(t('refused_failed'), [number(count('refused')), ' / ', el('span', { class: count('failed') > 0 && 'bad' }, number(count('failed')))], t('since_start')),
    figure(t('sent'), size(moved), t('to_target')),
    figure(t('github_left'), github.remaining == null ? '–' : number(github.remaining), github.away_seconds >= 5 ? el('span', { class: 'bad' }, t('away', duration(github.away_seconds))) : github.resets_at ? t('of_limit', number(github.limit), duration(until(github.resets_at), true)) : t('not_asked')),
    figure(t('up'), duration(-until(started)), meta.version && t('version', meta.version, camel)));
}

const until = at => (Date.parse(at) - clock()) / 1000;

function picture(chosen) {
  const table = asTable();
  const all = allRoutes();
  const folders = flow.routes.some(route => route.folder);
  const button = (action, name) => el('button', { type: 'button', class: 'plain', 'data-action': action }, name);
  return panel('h-flow', t('flow'), { count: [t('loaded', ago(flow.loaded_at).textContent)], end: [!table && folders && button('all', t(all ? 'story_only' : 'all_routes')), ' ', button('table', t(table ? 'as_picture' : 'as_table'))] },
    table ? list(chosen) : [el('div', { class: `flow${all ? ' whole' : ''}`, tabindex: 0, role: 'group', 'aria-label': t('flow') }, drawFlow(flow.routes, chosen, all)), legendLine(all)]);
}

const legendLine = all => el('p', { class: 'legend facts' },
  el('span', {}, el('i', { class: 'busy' }), t('at_work')), el('span', {}, el('i', {}), t('call')), el('span', {}, el('i', { class: 'queue' }), t('queue')),
  legend(flow.routes, all).map(({ name, routes, total, failed, inflight }) => el('span', {}, el('span', { class: 'dot' }, folderSign(), t(all ? 'hub' : 'sign', name, routes), ': ', t('done', number(total))),
    inflight > 0 && el('span', { class: 'dot accent' }, t('now', number(inflight))), failed > 0 && el('span', { class: 'dot bad' }, t('failed', number(failed))))));

const list = chosen => el('div', { class: 'scroll' }, el('table', { class: 'routes' },
  el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, t('route')), ['col_done', 'col_now', 'col_failed'].map(key => el('th', { scope: 'col', class: 'num' }, t(key))))),
  el('tbody', {}, flow.routes.map(route => el('tr', { 'data-key': route.id, class: [route.id === chosen && 'open', route.inflight > 0 && 'busy'].filter(Boolean).join(' ') },
    el('th', { scope: 'row' }, el('a', { href: `#route=${encodeURIComponent(route.id)}`, 'aria-current': route.id === chosen && 'true' }, route.id), route.problem && el('span', { class: 'bad' }, ' ', t('refused_short')), el('span', { class: 'said' }, route.description)),
    el('td', { class: 'num' }, number(route.total)), el('td', { class: 'num' }, route.inflight > 0 && el('b', { class: 'accent' }, number(route.inflight))), el('td', { class: 'num' }, route.failed > 0 && el('b', { class: 'bad' }, number(route.failed))))))));

const mean = ms => (ms < 1000 ? `${number(ms)} ms` : ms < 10000 ? `${number(Math.round(ms / 100) / 10)} s` : duration(ms / 1000));

const stepsOf = route => panel('h-steps', [t('steps_of'), ' ', el('span', { class: 'mono' }, route.id)], {},
  el('p', { class: 'inside facts' }, route.description, el('br'), t('from'), ' ', el('code', {}, route.from)),
  route.steps.length === 0 ? el('p', { class: 'empty' }, t('no_steps')) : el('table', { class: 'steps' },
    el('thead', {}, el('tr', {}, el('th', { scope: 'col' }, t('step')), el('th', { scope: 'col', class: 'num' }, t('col_done')), el('th', { scope: 'col', class: 'num' }, t('col_mean')))),
    el('tbody', {}, route.steps.map(step => el('tr', { 'data-key': `${route.id}/${step.id}`, class: step.here > 0 && 'busy' },
      el('th', { scope: 'row', class: `level${Math.min(step.level, 7)}` }, step.id, ' ',
        el('span', { class: 'kind' }, step.kind, step.calls && [' → ', el('a', { href: `#route=${encodeURIComponent(step.calls)}`, 'aria-label': t('to_route', step.calls) }, step.calls)]), step.here > 0 && el('b', { class: 'accent here' }, ' ', t('here', number(step.here)))),
      el('td', { class: 'num' }, number(step.done)), el('td', { class: 'num' }, step.done > 0 ? mean(step.mean_ms) : '–'))))));

/** The innermost steps that have messages: not those around them, nor those that wait for another route. */
const places = () => flow.routes.flatMap(route => route.steps.filter((step, i) => {
  const next = route.steps[i + 1];
  const inside = route.steps.slice(i + 1, i + 1 + Math.max(0, route.steps.slice(i + 1).findIndex(other => other.level <= step.level) >= 0 ? route.steps.slice(i + 1).findIndex(other => other.level <= step.level) : route.steps.length));
  const called = flow.routes.find(({ id }) => id === step.calls);
  return step.here > 0 && !(next && inside.some(other => other.here > 0)) && !(called?.inflight > 0);
}).map(step => ({ route: route.id, step: step.id, here: step.here })));

function where() {
  const rows = places();
  return panel('h-where', t('where'), {}, rows.length === 0 ? el('p', { class: 'empty' }, t('nothing_here')) : el('ul', {}, rows.map(({ route, step, here }) =>
    el('li', { class: 'row', 'data-key': `${route}/${step}` }, el('span', {}, el('b', {}, step), ' ', el('a', { class: 'facts', href: `#route=${encodeURIComponent(route)}` }, t('in_route', route))), el('b', { class: 'accent' }, number(here))))));
}

/** Where one is alone there is nothing to tell apart. */
function daemons() {
  const nodes = limits?.nodes ?? [];
  return nodes.length > 1 && panel('h-nodes', t('daemons'), { count: [number(nodes.length)] }, el('ul', {}, nodes.map(({ node, role, version, leads, started, silent_seconds: silent, workers, running }) =>
    el('li', { 'data-key': node },
      el('div', { class: 'row' }, el('b', { class: 'host' }, node), el('span', { class: running.length > 0 ? 'accent soft' : 'soft' }, workers > 0 && t('of_workers', number(running.length), number(workers)))),
      el('div', { class: 'facts' }, [t(`role_${role}`), leads && el('b', {}, t('leads')), t('version_only', version), t('up_for', duration(-until(started), true)), el('span', { class: silent >= 5 && 'late' }, t('last_sign', duration(silent)))].filter(Boolean).map(note => el('span', { class: 'dot' }, note))),
      running.map(({ repository, issue, images }) => el('div', { class: 'facts' }, el('span', { class: 'dot' }, `${repository}#${issue}`), images.map(image => el('span', { class: 'dot host' }, image))))))));
}

function limitsPanel() {
  if (!limits) return panel('h-limits', t('limits'), {}, el('p', { class: 'empty' }, t('loading')));
  const { github, hosts } = limits;
  return panel('h-limits', t('limits'), {}, el('ul', {},
    (github.accounts ?? [github]).map(account => limit(account.account ? `GitHub ${account.account}` : 'GitHub', account, [!account.account && github.away_seconds >= 5 && el('span', { class: 'bad' }, t('away', duration(github.away_seconds)))])),
    hosts.map(host => limit(host.host, host, [host.held > 0 && el('span', { class: 'late' }, t('held_requests', host.held)), host.waiting > 0 && t('waiting', number(host.waiting)), host.uploads > 0 && t('uploads', host.uploads), host.downloads > 0 && t('downloads', host.downloads), host.bandwidth && t('bandwidth', size(host.bandwidth))]))));
}

function limit(name, { remaining, limit: most, pulls_left: pulls, resets_at: resets, closed_until: closed }, more) {
  const notes = [closed && el('span', { class: 'late' }, t('closed'), ' ', moment(closed)), ...more, !closed && resets && [t('resets_at'), ' ', moment(resets)]].filter(Boolean);
  const left = remaining != null && most != null ? t('left_of', number(remaining), number(most)) : remaining != null ? t('left_only', number(remaining)) : pulls != null ? t('pulls_left', number(pulls)) : !notes.length && t('quiet');
  return el('li', { 'data-key': name }, el('div', { class: 'row' }, el('b', { class: 'host' }, name), left && el('span', { class: 'soft' }, left)),
    remaining != null && most != null && el('progress', { max: most, value: remaining, 'aria-label': name }),
    notes.length > 0 && el('div', { class: 'facts' }, notes.map(note => el('span', { class: 'dot' }, note))));
}

const watchesPanel = () => watches?.watches.length > 0 && panel('h-watches', t('watches'), {}, el('ul', {}, watches.watches.map(watched)));

function watched({ name, entries, failing }) {
  const sum = key => entries.reduce((total, entry) => total + entry[key], 0);
  const earliest = key => entries.map(entry => entry[key]).filter(Boolean).sort()[0];
  const next = earliest('next_run'), success = entries.every(entry => entry.last_success) && earliest('last_success');
  const notes = [next && [t('next_run'), ' ', moment(next)], success && [t('last_success'), ' ', moment(success)], sum('failed_tags') > 0 && el('span', { class: 'bad' }, t('failed', number(sum('failed_tags'))))].filter(Boolean);
  return el('li', { 'data-key': name }, el('div', { class: 'row' }, el('b', { class: 'host' }, name), el('span', { class: 'soft' }, t('watched', number(entries.length), number(sum('tags'))))),
    notes.length > 0 && el('div', { class: 'facts' }, notes.map(note => el('span', { class: 'dot' }, note))),
    failing.map(({ image, since, reason }) => el('div', { class: 'facts', 'data-key': image }, el('b', { class: 'host' }, image), ' ', el('span', { class: 'dot' }, t('since'), ' ', moment(since)), el('span', { class: 'dot' }, reason))));
}

const warnings = () => panel('h-warnings', t('warnings'), {}, !limits?.warnings.length ? el('p', { class: 'empty' }, t(limits ? 'no_warnings' : 'loading')) : el('ul', { class: 'warnings' }, limits.warnings.map(({ at, text, times }) =>
  el('li', { class: 'facts' }, moment(at), ' ', el('span', { class: 'dot' }, text), times > 1 && el('span', { class: 'dot' }, t('times', number(times)))))));

async function ask() {
  try {
    [flow, limits, watches] = await Promise.all(['flow', 'limits', 'watches'].map(name => read(name)));
    setClock(flow.at);
    live = 'live';
  } catch {
    live = 'away';
  }
  draw();
}

/** Asks again a while after each answer, and not while nobody looks. */
async function follow() {
  if (!document.hidden) await ask();
  setTimeout(follow, EVERY);
}

/** A narrow window shows the busy part of the picture first. */
function showBusy() {
  const frame = main.querySelector('.flow'), busy = frame?.querySelector('.node.busy, .node.chosen');
  if (busy && frame.scrollWidth > frame.clientWidth) frame.scrollLeft += busy.getBoundingClientRect().left - frame.getBoundingClientRect().left - 16;
}

const ACTIONS = {
  table: () => store('flow', asTable() ? 'picture' : 'table'),
  all: () => store('routes', allRoutes() ? null : 'all'),
};

async function start() {
  meta = await read('meta.json').catch(() => ({}));
  choose(meta.language);
  await speak('words', 'operator');
  listenToFrame();
  draw();
  addEventListener('hashchange', () => {
    draw();
    document.getElementById('h-steps')?.scrollIntoView({ block: 'nearest' });
  });
  document.addEventListener('visibilitychange', () => document.hidden || ask());
  main.addEventListener('click', event => {
    const action = event.target.closest?.('[data-action]')?.dataset.action;
    if (!action) return;
    ACTIONS[action]();
    draw();
  });
  await follow();
  showBusy();
}

start();
