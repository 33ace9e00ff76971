// Asking for an image: what the daemon would make of what was typed, and GitHub's form with the title filled in.
import { el } from './nodes.js';
import { icon } from './icons.js';
import { read } from './read.js';
import { addressOf } from './address.js';
import { imageName } from './image.js';
import { reason } from './answers.js';
import { t } from './words.js';

/** What the reader of titles makes of a text; null where it does not answer. */
export async function explain(text) {
  try {
    return await read(`explain?title=${encodeURIComponent(`[PORTER]${text}`.slice(0, 256))}`);
  } catch {
    return null;
  }
}

export const titleOf = (name, platform) => `[PORTER]${name}${platform ? `|${platform}` : ''}`;

/** GitHub's form for the image; in the repository that it was asked for in, where there are several. */
export function requestAddress(meta, { source, repository }, platform) {
  const form = meta.repositories?.find(one => one.repository === repository)?.new_issue ?? meta.new_issue;
  return form + encodeURIComponent(titleOf(source, platform));
}

const PLATFORMS = ['', 'linux/amd64', 'linux/arm64', 'all'];

/** For what is not here: `understood` is what `explain` said (undefined while it is asked, null where nobody can be), `near` what is here instead. */
export function drawMissing({ text, understood, near, meta, platform }) {
  const source = understood?.requests?.[0]?.source;
  const refused = understood && understood.outcome !== 'mirror';
  const suggestion = refused && understood.refused?.[0]?.suggestion;
  const title = titleOf(source ?? text, platform);
  const forms = meta.repositories?.length > 1 ? meta.repositories : [{ new_issue: meta.new_issue }];
  const served = suggestion ? el('a', { href: addressOf({ image: suggestion }) }, imageName(suggestion))
    : (!understood || understood.reason === 'unsupported_registry') && meta.supported?.join(', ');
  return el('section', { class: 'panel missing', 'data-key': 'missing', 'aria-labelledby': 'missing' },
    el('h2', { id: 'missing' }, refused ? t('not_served') : t('not_here'), el('span', { class: 'asked-name' }, imageName(source ?? text))),
    el('p', { class: 'verdict' }, understood === undefined ? t('loading')
      : [refused ? reason(understood) : t(understood ? 'is_served' : 'may_be_served'), served && [t('between'), t('supported'), ' ', served]]),
    understood !== undefined && !refused && meta.new_issue && el('div', { class: 'go' },
      el('label', {}, t('platforms'), ' ', el('select', { name: 'wanted' }, PLATFORMS.map(one =>
        el('option', { value: one, selected: one === (platform ?? '') }, one === '' ? t('usual') : one === 'all' ? t('all_platforms') : one)))),
      forms.map(form => el('a', { class: 'button', rel: 'noreferrer', href: form.new_issue + encodeURIComponent(title) },
        icon('issues'), t('request_it'), form.repository && ` (${form.repository})`)),
      el('span', { class: 'soft' }, t('title'), ' ', el('code', {}, title))),
    near.length > 0 && el('div', { class: 'near' }, el('h3', {}, t('near')), el('ul', {}, near.map(image =>
      el('li', {}, el('a', { href: addressOf({ image: image.source }) }, imageName(image.source)))))));
}
