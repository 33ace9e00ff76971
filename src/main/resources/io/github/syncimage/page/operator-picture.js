// Draws the routes as boxes with what went through them and the calls between them.
import { svg } from './nodes.js';
import { hubs, layOut } from './operator-layout.js';
import { number } from './format.js';
import { t } from './words.js';

/** How GitHub is spoken to is no part of the story. */
const aside = route => route.folder === 'github';

/** The routes that have a box: those of a request's story, or all of them. */
export const drawn = (routes, all) => (all ? routes : routes.filter(route => !aside(route)));

/** What stands beside a name: which folders, or routes that many call, a route asks. */
const signsOf = (route, routes, all) => [...new Set(route.calls.map(id => routes.find(other => other.id === id))
  .filter(other => other && (all ? hubs(routes).includes(other.id) : aside(other))).map(other => (all ? other.id : other.folder)))];

let laid = { key: null };

/** The places change only where the routes do. */
function places(routes, all) {
  const key = JSON.stringify([all, routes.map(({ id, from, calls, folder }) => [id, from, calls, folder])]);
  if (laid.key !== key) laid = { key, ...layOut(drawn(routes, all)) };
  return laid;
}

/** An SVG; `chosen` is the id of the route whose steps are shown. */
export function drawFlow(routes, chosen, all) {
  const { boxes, lines, width, height, margin, box } = places(routes, all);
  const busy = id => routes.find(route => route.id === id).inflight > 0;
  const near = line => line.from === chosen || line.to === chosen;
  const order = [...lines].sort((one, other) => rank(one) - rank(other));
  function rank(line) { return (busy(line.from) && busy(line.to) ? 2 : 0) + (near(line) ? 1 : 0); }
  const name = line => ['edge', line.queue && 'queue', near(line) && 'near', busy(line.from) && busy(line.to) && 'busy'].filter(Boolean).join(' ');
  return svg('svg', { viewBox: `${-margin} -3 ${width + margin + 3} ${height + margin + 6}`, role: 'group', 'aria-label': t('flow'), class: 'picture', width: width + margin + 3, height: height + margin + 6 },
    svg('defs', {}, svg('marker', { id: 'arrow', viewBox: '0 0 8 8', refX: 7, refY: 4, markerWidth: 7, markerHeight: 7, orient: 'auto' }, svg('path', { d: 'M1 1 7 4 1 7', class: 'tip' }))),
    svg('g', { 'aria-hidden': 'true' }, order.map(line => svg('path', { class: name(line), d: line.path, 'marker-end': 'url(#arrow)', 'data-key': `${line.from}>${line.to}` }))),
    boxes.map(({ id, x, y }) => {
      const route = routes.find(other => other.id === id);
      return drawBox(route, x, y, box, id === chosen, signsOf(route, routes, all));
    }));
}

function drawBox(route, x, y, box, chosen, signs) {
  const { id, total, failed, inflight, problem } = route;
  const name = shorten(id, 21);
  const numbers = [problem ? ['bad', t('refused_short')] : [null, t('done', number(total))], inflight > 0 && ['busy', t('now', number(inflight))], failed > 0 && ['bad', t('failed', number(failed))]].filter(Boolean);
  // What is seen is read out in the same words, so that who speaks to the page can say them (WCAG 2.5.3).
  const words = [name, ...numbers.map(([, text]) => text), ...signs, name !== id && id].filter(Boolean).join(', ');
  return svg('g', { transform: `translate(${x} ${y})`, 'data-key': `box ${id}` },
    svg('title', {}, `${id}: ${route.description}`),
    svg('a', { class: ['node', inflight > 0 && 'busy', chosen && 'chosen', problem && 'refused'].filter(Boolean).join(' '), href: `#route=${encodeURIComponent(id)}`, 'aria-current': chosen && 'true', 'aria-label': words },
      svg('rect', { width: box.width, height: box.height, rx: 7 }),
      svg('text', { class: 'title', x: 10, y: 20 }, name), ' ',
      svg('text', { class: 'sub', x: 10, y: 38 }, numbers.map(([kind, text], at) => [at > 0 && ' ', svg('tspan', { class: kind, dx: at > 0 && 4 }, text)])), ' ',
      signs.length > 0 && svg('g', { class: 'sign', transform: `translate(${box.width - 22} 8)` }, svg('title', {}, signs.join(', ')), folder())));
}

const folder = () => svg('path', { d: 'M2 3.500h4l1.500 2H14v7H2Z', class: 'line' });

/** The sign for the legend. */
export const folderSign = () => svg('svg', { viewBox: '0 0 16 16', 'aria-hidden': 'true' }, folder());

const shorten = (text, most) => (text.length > most ? `${text.slice(0, most - 1)}…` : text);

/** What the lines and signs mean. */
export function legend(routes, all) {
  const folders = all ? hubs(routes) : [...new Set(routes.filter(aside).map(route => route.folder))];
  return folders.map(name => {
    const own = routes.filter(route => (all ? route.id : route.folder) === name);
    return { name, routes: own.length, total: sum(own, 'total'), failed: sum(own, 'failed'), inflight: sum(own, 'inflight') };
  });
}

const sum = (routes, field) => routes.reduce((all, route) => all + route[field], 0);
