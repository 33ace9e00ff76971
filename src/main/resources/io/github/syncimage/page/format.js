// Numbers, sizes and times as the reader's language writes them.
import { el } from './nodes.js';
import { locale } from './words.js';

const made = new Map();

function intl(kind, options) {
  const key = kind.name + JSON.stringify(options);
  if (!made.has(key)) made.set(key, new kind(locale(), options));
  return made.get(key);
}

let ahead;

/**
 * The server's clock counts: a reader's may be wrong. Takes the time at which a document was made; one that nothing has
 * changed since may be old, so that the youngest counts.
 */
export function setClock(at) {
  const here = Date.now() - Date.parse(at);
  ahead = Math.min(ahead ?? here, here);
}

export const clock = () => Date.now() - (ahead ?? 0);

export const number = value => intl(Intl.NumberFormat, {}).format(value);

export const percent = part => intl(Intl.NumberFormat, { style: 'percent' }).format(part);

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

const unitOf = bytes => Math.min(UNITS.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));

function scaled(bytes, unit) {
  const digits = unit ? 1 : 0;
  return intl(Intl.NumberFormat, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(bytes / 1024 ** unit);
}

/** Bytes: "1.6 GiB". */
export const size = bytes => `${scaled(bytes, unitOf(bytes))} ${UNITS[unitOf(bytes)]}`;

/** Bytes of bytes, in the unit of the second: ["64.0", "105.9 MiB"]. */
export const sizes = (part, all) => [scaled(part, unitOf(all)), size(all)];

const unit = (value, name) =>
  intl(Intl.NumberFormat, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: 0 }).format(value);

/** Seconds as the largest units that matter: "14 min 20 sec", and for what is only about so long the larger one alone. */
export function duration(seconds, rough = false) {
  const all = Math.max(0, Math.round(seconds));
  const parts = [[86400, 'day'], [3600, 'hour'], [60, 'minute'], [1, 'second']];
  const first = Math.max(0, parts.findIndex(([length]) => all >= length));
  if (all === 0 || first === 3) return unit(all, 'second');
  const [length, name] = parts[first];
  if (rough) return unit(Math.round(all / length), name);
  const rest = Math.floor((all % length) / parts[first + 1][0]);
  return unit(Math.floor(all / length), name) + (rest ? ' ' + unit(rest, parts[first + 1][1]) : '');
}

const sameDay = (one, other) => new Date(one).toDateString() === new Date(other).toDateString();

/** A time as a reader says it: "12:41" today, else with its day. */
export function moment(at) {
  const options = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
  return stamp(at, intl(Intl.DateTimeFormat, sameDay(at, clock()) ? options : { ...options, month: 'short', day: 'numeric' }).format(new Date(at)));
}

/** "12:41:07". */
export const exactly = at =>
  stamp(at, intl(Intl.DateTimeFormat, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' }).format(new Date(at)));

/** "2026-11-24" as the language writes dates; today's with its hour. */
export function day(at) {
  if (!sameDay(at, clock())) return stamp(at, intl(Intl.DateTimeFormat, { dateStyle: 'medium' }).format(new Date(at)));
  const today = intl(Intl.RelativeTimeFormat, { numeric: 'auto' }).format(0, 'day');
  const hour = intl(Intl.DateTimeFormat, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(at));
  return stamp(at, `${today} ${hour}`);
}

/** "5 min. ago". */
export function ago(at) {
  const seconds = Math.max(0, Math.round((clock() - Date.parse(at)) / 1000));
  const [length, name] = [[86400, 'day'], [3600, 'hour'], [60, 'minute'], [1, 'second']].find(([length]) => seconds >= length) ?? [1, 'second'];
  return stamp(at, intl(Intl.RelativeTimeFormat, { style: 'short' }).format(-Math.floor(seconds / length), name));
}

/** A `time` element; its title is the time in full, in the reader's zone. */
function stamp(at, text) {
  return el('time', { datetime: at, title: intl(Intl.DateTimeFormat, { dateStyle: 'full', timeStyle: 'long' }).format(new Date(at)) }, text);
}
