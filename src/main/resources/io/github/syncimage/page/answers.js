// The latest answers, in the words of the comments.
import { el, unseen } from './nodes.js';
import { icon } from './icons.js';
import { copyButton } from './copy.js';
import { ago, duration, moment, number, size } from './format.js';
import { addressOf } from './address.js';
import { facts, imageName, issueLink, parts } from './image.js';
import { knows, t } from './words.js';

const MARKS = { mirrored: ['done', 'ok'], already_present: ['done', 'ok'], failed: ['alarm', 'bad'], waiting: ['wait', 'late'] };

export const answerRow = answer => {
  const [mark, kind] = isPrivate(answer) ? ['lock', 'late'] : MARKS[answer.outcome] ?? ['no', 'soft'];
  return el('li', { class: 'answer', 'data-key': `answer-${answer.id}` },
    icon(mark, `mark ${kind}`),
    el('div', {},
      unseen(t(`outcome_${answer.outcome}`) ?? answer.outcome, ': '),
      answer.source && named(answer),
      el('p', { class: 'said' }, said(answer)),
      el('p', { class: 'facts' }, facts(issueLink(answer), answer.user, ago(answer.at)))),
    answer.target && copyButton(answer.command ?? `docker pull ${answer.target}`, `${t('copy_pull')}: ${answer.source}`));
};

// What stands here leads to how it is pulled.
const named = ({ source, target }) => (target ? el('a', { class: 'name', href: addressOf({ image: target }) }, imageName(source)) : imageName(source));

const here = answer => answer.outcome === 'mirrored' || answer.outcome === 'already_present';
const isPrivate = answer => here(answer) && answer.visibility === 'private';

/** What the answer says, in a sentence or two: text and nodes. */
export function said(answer) {
  switch (answer.outcome) {
    case 'mirrored': {
      if (answer.renamed) return t('renamed', shortName(answer.target));
      const counts = [
        answer.platforms?.length && t('platform_count', answer.platforms.length, number(answer.platforms.length)),
        answer.size && size(answer.size),
        answer.seconds && t('took', duration(Math.max(1, answer.seconds))),
      ].filter(Boolean).join(t('comma'));
      return isPrivate(answer) ? t('mirrored_private') : counts ? t('mirrored_with', counts) : t('mirrored');
    }
    case 'already_present':
      return t(isPrivate(answer) ? 'present_private' : 'present');
    case 'refused':
      return [reason(answer),
        answer.tags?.length > 0 && [t('between'), t('near_tags'), ' ', apart(answer.tags)],
        answer.offered?.length > 0 && [t('between'), t('offered_platforms', answer.offered.join(', '))]];
    case 'waiting':
      return held(answer);
    case 'failed':
      return (answer.message?.replace(/[.。]?$/, '.') ?? t('failed')) + t('between') + t('retry');
    default:
      return t(`outcome_${answer.outcome}`) ?? answer.message ?? answer.outcome;
  }
}

// A tag is never broken at its dashes.
const apart = tags => tags.map((tag, at) => [at > 0 && ', ', el('code', { class: 'whole' }, tag)]);

const shortName = target => target.slice(parts(target).host.length + 1);

/** The page's words for a reason, else what the answer itself says. */
export const reason = ({ reason: code, message }) => (knows(`reason_${code}`) ? t(`reason_${code}`) : message ?? t('refused'));

/** A request that waits for a host, or for the hours of large images: which, and until when, as far as that is known. */
export const held = ({ host, until }) =>
  !host ? t('held') : host === 'hours' ? t('held_hours', moment(until).textContent) : until ? t('held_until', host, moment(until).textContent) : t('held_by', host);
