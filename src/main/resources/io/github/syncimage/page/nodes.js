// Makes and updates nodes. Text only ever becomes a text node or an attribute, so that nothing a stranger wrote is markup.

/** el('a', { href, class }, 'text', node, [more], null): attributes that are null or false are left out. */
export function el(name, attributes = {}, ...children) {
  return dress(document.createElement(name), attributes, children);
}

const SVG = 'http://www.w3.org/2000/svg';

/** The same in SVG. */
export function svg(name, attributes = {}, ...children) {
  return dress(document.createElementNS(SVG, name), attributes, children);
}

function dress(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value != null && value !== false) node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.flat(Infinity).filter(child => child != null && child !== false));
  return node;
}

/** For screen readers alone. */
export const unseen = (...children) => el('span', { class: 'unseen' }, ...children);

/** A link that leads out of the page; it takes nothing along. */
export const outward = (href, ...children) => el('a', { href, rel: 'noreferrer' }, ...children);

/**
 * Gives `old` the content of `fresh` and keeps the nodes that stay, so that bars move, and focus and selection hold.
 * Children with `data-key` are found again by it wherever they went; the others by their place.
 */
export function morph(old, fresh) {
  const chosen = fresh.nodeName === 'SELECT' && fresh.value;
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  const wanted = new Set([...fresh.children].map(keyOf));
  const kept = new Map();
  for (const child of [...old.children]) {
    if (!keyOf(child)) continue;
    if (wanted.has(keyOf(child))) kept.set(keyOf(child), child);
    else child.remove();
  }
  let here = old.firstChild;
  for (const next of [...fresh.childNodes]) {
    const same = keyOf(next) ? kept.get(keyOf(next)) : alike(here, next) && here;
    kept.delete(keyOf(next));
    if (!same) {
      old.insertBefore(next, here);
      continue;
    }
    if (same === here) here = here.nextSibling;
    else old.insertBefore(same, here);
    if (same.nodeType === Node.ELEMENT_NODE) morph(same, next);
    else if (same.data !== next.data) same.data = next.data;
  }
  while (here) {
    const after = here.nextSibling;
    here.remove();
    here = after;
  }
  if (chosen !== false) old.value = chosen;
}

const keyOf = node => node.dataset?.key;
const alike = (one, other) => one && one.nodeName === other.nodeName && !keyOf(one);
