// Where each route stands, and which way each call goes. Layers from left to right by the longest way, long calls led
// through a thin place in each layer, the order that crosses least, and heights so that nothing overlaps and calls stay
// short: Sugiyama, Tagawa and Toda, 1981, in its plainest form. What a route hands on through a queue goes around below.

const WIDTH = 162, HEIGHT = 50, GAP_X = 44, GAP_Y = 16, THIN = 4, TRACK = 9, SWEEPS = 24;

const mean = (list, otherwise) => (list.length ? list.reduce((sum, one) => sum + one, 0) / list.length : otherwise);

/** Routes that many call and that call nobody are no boxes but a sign on their callers. */
export const hubs = routes => routes.filter(({ id, calls }) => !calls.length && routes.filter(other => other.calls.includes(id)).length > 3).map(({ id }) => id);

/** `{ boxes: [{ id, x, y }], lines: [{ from, to, path, queue }], width, height, margin, box }`, in pixels, from `{ id, from, calls }`. */
export function layOut(routes) {
  const signs = new Set(hubs(routes));
  const byId = new Map(routes.filter(route => !signs.has(route.id)).map(route => [route.id, route]));
  const calls = id => byId.get(id).calls.filter(called => byId.has(called));
  const begins = id => !byId.get(id).from.startsWith('direct:');
  const layer = layers(byId, calls, begins);
  const columns = [], up = new Map(), down = new Map(), ways = [];
  const add = (id, column) => { (columns[column] ??= []).push(id); up.set(id, []); down.set(id, []); };
  for (const id of layer.keys()) add(id, layer.get(id));
  for (const id of layer.keys()) for (const to of calls(id)) if (layer.get(to) > layer.get(id) && !begins(to)) {
    const way = [id];
    for (let column = layer.get(id) + 1; column < layer.get(to); column++) { way.push(`${id}>${to}@${column}`); add(way.at(-1), column); }
    way.push(to);
    way.slice(1).forEach((next, i) => { down.get(way[i]).push(next); up.get(next).push(way[i]); });
    ways.push(way);
  }
  const tall = id => (byId.has(id) ? HEIGHT : THIN);
  const y = new Map();
  const stack = column => column.reduce((at, id) => { y.set(id, at + tall(id) / 2); return at + tall(id) + GAP_Y; }, 0);
  columns.forEach(stack);
  for (let sweep = 0; sweep < SWEEPS; sweep++) for (const column of sweep % 2 ? [...columns].reverse() : columns.slice(1)) {
    const near = new Map(column.map(id => [id, mean((sweep % 2 ? down : up).get(id).map(other => y.get(other)), y.get(id))]));
    stack(column.sort((one, other) => near.get(one) - near.get(other)));
  }
  for (let sweep = 0; sweep < SWEEPS; sweep++) for (const column of sweep % 2 ? [...columns].reverse() : columns) settle(column, tall, y, id => [...up.get(id), ...down.get(id)]);
  const all = columns.flat();
  const top = Math.min(...all.map(id => y.get(id) - tall(id) / 2));
  const x = id => (layer.get(id) ?? Number(id.split('@').at(-1))) * (WIDTH + GAP_X);
  const at = id => Math.round(y.get(id) - top);
  const height = Math.max(...all.map(id => at(id) + tall(id) / 2));
  const lines = ways.map(way => ({ from: way[0], to: way.at(-1), path: curve(way.map(id => [x(id), at(id)])) }));
  const queues = [...byId.keys()].flatMap(from => calls(from).filter(begins).map(to => ({ from, to, queue: true }))).sort((one, other) => at(other.to) - at(one.to));
  queues.forEach((line, i) => { line.path = around([x(line.from) + WIDTH, at(line.from) + HEIGHT / 2 - 8], [x(line.to), at(line.to)], height, i + 1); });
  const boxes = [...byId.keys()].map(id => ({ id, x: x(id), y: at(id) - HEIGHT / 2 }));
  return { boxes, lines: [...lines, ...queues], width: columns.length * (WIDTH + GAP_X) - GAP_X, height, margin: queues.length * TRACK + 4, box: { width: WIDTH, height: HEIGHT } };
}

/** The layer of each route, in the order in which a reader meets them: from what begins by itself along the calls. */
function layers(byId, calls, begins) {
  const order = new Set(), layer = new Map();
  const visit = id => { if (!order.has(id)) { order.add(id); calls(id).forEach(visit); } return order; };
  const reach = (id, seen = new Set()) => { if (!seen.has(id)) { seen.add(id); calls(id).forEach(next => reach(next, seen)); } return seen.size; };
  [...byId.keys()].filter(begins).sort((one, other) => reach(other) - reach(one)).forEach(visit);
  [...byId.keys()].forEach(visit);
  // A call back to where the way came from goes round in a circle, and is not followed.
  const way = new Set(), back = new Set(), seen = new Set();
  const walk = id => {
    seen.add(id);
    way.add(id);
    for (const next of calls(id)) if (way.has(next) || begins(next)) back.add(`${id}>${next}`); else if (!seen.has(next)) walk(next);
    way.delete(id);
  };
  order.forEach(id => seen.has(id) || walk(id));
  const depth = id => {
    if (!layer.has(id)) layer.set(id, Math.max(0, ...[...order].filter(caller => calls(caller).includes(id) && !back.has(`${caller}>${id}`)).map(caller => 1 + depth(caller))));
    return layer.get(id);
  };
  order.forEach(depth);
  return new Map([...order].map(id => [id, layer.get(id)]));
}

/** Moves each as near to its neighbours as the order allows: the least squares under "below the one before". */
function settle(column, tall, y, neighbours) {
  const blocks = [];
  let offset = 0;
  column.forEach((id, i) => {
    if (i) offset += (tall(column[i - 1]) + tall(id)) / 2 + GAP_Y;
    blocks.push({ value: mean(neighbours(id).map(other => y.get(other)), y.get(id)) - offset, ids: [[id, offset]] });
    while (blocks.length > 1 && blocks.at(-2).value > blocks.at(-1).value) {
      const last = blocks.pop(), before = blocks.at(-1), weight = before.ids.length;
      before.value = (before.value * weight + last.value * last.ids.length) / (weight + last.ids.length);
      before.ids.push(...last.ids);
    }
  });
  for (const { value, ids } of blocks) for (const [id, below] of ids) y.set(id, value + below);
}

const curve = points => points.slice(1).reduce((path, [x, y], i) => {
  const half = x - GAP_X / 2, before = points[i][1];
  return `${path}C${half} ${before} ${half} ${y} ${x} ${y}${i < points.length - 2 ? `H${x + WIDTH}` : ''}`;
}, `M${points[0][0] + WIDTH} ${points[0][1]}`);

const around = ([x1, y1], [x2, y2], bottom, track) =>
  `M${x1} ${y1}H${x1 + 8 + track * 4}V${bottom + track * TRACK}H${x2 - track * TRACK}V${y2}H${x2}`;
