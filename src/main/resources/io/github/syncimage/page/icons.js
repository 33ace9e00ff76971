import { svg } from './nodes.js';

// Each in a square of 16: what is stroked, then what is filled.
const SHAPES = {
  search: ['M7 2.250a4.750 4.750 0 1 0 0 9.500a4.750 4.750 0 0 0 0-9.500M10.500 10.500 14 14'],
  copy: ['M7 5.500h5a1.500 1.500 0 0 1 1.500 1.500v5a1.500 1.500 0 0 1-1.500 1.500h-5a1.500 1.500 0 0 1-1.500-1.500v-5A1.500 1.500 0 0 1 7 5.500M10.500 3a1 1 0 0 0-1-1H3.500A1.500 1.500 0 0 0 2 3.500v6a1 1 0 0 0 1 1'],
  tick: ['m3 8.500 3.250 3.250L13 4.500'],
  done: ['M8 1.500a6.500 6.500 0 1 0 0 13a6.500 6.500 0 0 0 0-13M5.200 8.250l2 2 3.700-4.250'],
  no: ['M8 1.500a6.500 6.500 0 1 0 0 13a6.500 6.500 0 0 0 0-13M5.250 8h5.500'],
  alarm: ['M8 1.500a6.500 6.500 0 1 0 0 13a6.500 6.500 0 0 0 0-13M8 4.750V8.500M8 11v.1'],
  wait: ['M8 1.500a6.500 6.500 0 1 0 0 13a6.500 6.500 0 0 0 0-13M8 4.500V8l2.250 1.750'],
  lock: ['M4.500 7h7A1.500 1.500 0 0 1 13 8.500V12a1.500 1.500 0 0 1-1.500 1.500h-7A1.500 1.500 0 0 1 3 12V8.500A1.500 1.500 0 0 1 4.500 7M5.250 7V5a2.750 2.750 0 0 1 5.500 0v2'],
  globe: ['M8 1.750a6.250 6.250 0 1 0 0 12.500a6.250 6.250 0 0 0 0-12.500M1.750 8h12.500M8 1.750c4 4.250 4 8.250 0 12.500c-4-4.250-4-8.250 0-12.500'],
  right: ['m6 3.500 4.500 4.500L6 12.500'],
  theme: ['M8 1.750a6.250 6.250 0 1 0 0 12.500a6.250 6.250 0 0 0 0-12.500', 'M8 1.750a6.250 6.250 0 0 1 0 12.500Z'],
  issues: ['M8 1.750a6.250 6.250 0 1 0 0 12.500a6.250 6.250 0 0 0 0-12.500', 'M8 6a2 2 0 1 0 0 4a2 2 0 0 0 0-4Z'],
  away: ['M2 6.250a9.500 9.500 0 0 1 12 0M4.250 9a6 6 0 0 1 7.500 0M8 12.250v.1M3 14 13 2.500'],
};

/** An icon by its name; words stand beside it or in a label of what it is in. */
export function icon(name, kind) {
  const [line, area] = SHAPES[name];
  return svg('svg', { viewBox: '0 0 16 16', 'aria-hidden': 'true', class: kind },
    svg('path', { d: line, class: 'line' }), area && svg('path', { d: area, class: 'area' }));
}

/** The sign of the program, as in icon.svg, in the colours of the page. */
export const sign = () => svg('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' },
  svg('path', { d: 'M14 8V6.500A2.500 2.500 0 0 0 11.500 4h-6A2.500 2.500 0 0 0 3 6.500v6A2.500 2.500 0 0 0 5.500 15H7', class: 'line' }),
  svg('rect', { x: 10, y: 9, width: 11, height: 11, rx: 2.8, class: 'area' }));
