// How names of images, platforms and issues are shown.
import { el, outward } from './nodes.js';
import { t } from './words.js';

/** A name in its parts: `{ host, path, leaf, tag }`; the tag with its colon or at sign. */
export function parts(name) {
  const [, path, tag] = /^(.*?)((?::[^/:@]+)?(?:@[^/]+)?)$/s.exec(name);
  const segments = path.split('/');
  const leaf = segments.pop();
  const host = segments.length && /[.:]|^localhost$/.test(segments[0]) ? segments.shift() : '';
  return { host, path: segments, leaf, tag };
}

/** The name of a source: its host faint, what it is strong; it breaks behind a slash, never within a tag that fits a line. */
export function imageName(name) {
  const { host, path, leaf, tag } = parts(name);
  return el('span', { class: 'image' },
    host && [el('span', { class: 'host' }, `${host}/`), el('wbr')],
    path.map(segment => [`${segment}/`, el('wbr')]),
    el('span', { class: 'leaf' }, el('b', {}, leaf), el('span', { class: 'tag' }, tag)));
}

/** A target without its host. */
export function targetName(name) {
  const { host } = parts(name);
  return el('span', { class: 'target' }, el('span', { 'aria-hidden': 'true' }, '→\u00a0'), host ? name.slice(host.length + 1) : name);
}

/** `linux/arm64` is `arm64`. */
export const platforms = list => el('span', { class: 'platforms' }, (list ?? []).map(platform =>
  el('span', { class: 'platform' }, platform === 'all' ? t('all_platforms') : platform.replace(/^linux\//, ''))));

let meta = {};

/** What `meta.json` says of the repositories of issues. */
export function setRepositories(document) {
  meta = document;
}

const several = () => meta.repositories?.length > 1;

/** Where an issue of a request or answer is; null where its number is not told. */
export function issueAddress({ issue, repository }) {
  const issues = meta.repositories?.find(one => one.repository === repository)?.issues ?? meta.issues;
  return issues && Number.isSafeInteger(issue) ? `${issues}/${issue}` : null;
}

/** `#12`, and `owner/name#12` where there are several repositories, leading to GitHub. */
export function issueLink(request) {
  const href = issueAddress(request);
  return href && outward(href, several() && request.repository ? `${request.repository}#${request.issue}` : `#${request.issue}`);
}

/** Issue, user and more, with dots between; null parts are left out. */
export const facts = (...list) => list.filter(Boolean).map(fact => el('span', { class: 'dot' }, fact));
