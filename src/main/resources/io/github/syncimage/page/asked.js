// One request by its address: how it stands, wherever it has got to.
import { el } from './nodes.js';
import { duration, moment, number } from './format.js';
import { panel } from './frame.js';
import { imageName, issueAddress } from './image.js';
import { held, said } from './answers.js';
import { addressOf } from './address.js';
import { t } from './words.js';

/** Whether a row is of that request; documents of a single repository leave its name out. */
export const concerns = (request, row) =>
  row.issue === request.issue && (!row.repository || row.repository.toLowerCase() === request.repository.toLowerCase());

/** `known`: images of the catalogue that this request asked for, once they were looked for; else undefined. */
export function askedFor(request, now, known) {
  const found = list => list.find(row => concerns(request, row));
  const run = found(now.running), queued = found(now.queue), waiting = found(now.held);
  const answers = now.answers.filter(row => concerns(request, row));
  const words = run ? t('asked_moves')
    : queued ? [t('asked_place', number(queued.position)), queued.seconds_to_start != null && ` ${t('asked_starts', duration(queued.seconds_to_start, true))}`]
      : waiting ? held(waiting) : null;
  const href = issueAddress(request);
  return panel('asked', t('asked', `${request.repository}#${request.issue}`), { kind: 'asked-for', end: href && el('a', { href, rel: 'noreferrer' }, t('to_issue')) },
    el('div', { class: 'inside' },
      words && [(run ?? queued ?? waiting).images.map(image => el('p', {}, imageName(image.source))), el('p', { class: 'strong' }, words)],
      !words && answers.map(answer => line(answer, said(answer), answer.at)),
      !words && !answers.length && known?.map(image => line(image, t('mirrored'), image.mirrored_at)),
      !words && !answers.length && known?.length === 0 && el('p', {}, t('asked_unknown'))));
}

const line = (image, words, at) => el('p', {},
  image.source && el('a', { href: addressOf({ image: image.target ?? image.source }) }, imageName(image.source)), ' ', words, ' ', at && moment(at));
