// An image that is opened: how to pull it, its digests, and whence it came.
import { el, outward } from './nodes.js';
import { copyButton } from './copy.js';
import { CLIENTS, command, ownCommand } from './commands.js';
import { moment, size } from './format.js';
import { facts, issueLink } from './image.js';
import { requestAddress } from './ask.js';
import { stored } from './storage.js';
import { knows, t } from './words.js';

/** `details` is what details/ab.json says of the image, undefined until it is there, null where it says nothing. */
export function drawDetail(image, details, meta) {
  const chosen = CLIENTS.find(client => client === stored('client')) ?? 'docker';
  const own = ownCommand(image);
  const text = (own ?? command(chosen, image, details?.target_digest)).filter(Boolean).join('\n');
  return el('div', { class: 'inside' },
    el('div', { class: 'box' },
      !own && el('div', { class: 'tabs', role: 'tablist', 'aria-label': t('commands') }, CLIENTS.map(client =>
        el('button', { role: 'tab', type: 'button', id: `tab-${client}`, 'aria-controls': 'command', 'data-client': client,
          'aria-selected': String(client === chosen), tabindex: client === chosen ? null : '-1' }, knows(`client_${client}`) ? t(`client_${client}`) : client))),
      el('div', { class: 'command', id: 'command', tabindex: '0', ...(own ? {} : { role: 'tabpanel', 'aria-labelledby': `tab-${chosen}` }) },
        text ? [el('pre', {}, text), copyButton(text, t('copy_command'))] : el('p', {}, t('no_digest')),
        !own && chosen === 'crictl' && el('p', { class: 'soft' }, t('crictl')))),
    el('dl', { class: 'box known' },
      details?.source_digest && digest(t('source_digest'), details.source_digest),
      details?.target_digest && digest(t('target_digest'), details.target_digest, same(details)),
      details?.platforms?.length > 0 && fact(t('platforms'), el('ul', { class: 'per' }, details.platforms.map(one =>
        el('li', {}, el('code', {}, one.platform), el('code', {}, one.digest), el('span', {}, one.size != null && size(one.size)))))),
      details?.difference && details.difference !== 'none' && fact(t('why_different'), t(`difference_${details.difference}`) ?? details.difference),
      details?.offered?.length > image.platforms.length && fact(t('offered'), details.offered.join(', ')),
      fact(t('public'), [t(`public_${details?.visibility ?? image.visibility ?? 'unknown'}`), details?.checked_at && ` (${t('checked')} `, details?.checked_at && moment(details.checked_at), details?.checked_at && ')']),
      fact(t('asked_by'), facts(image.user, issueLink(image), meta.new_issue && outward(requestAddress(meta, image), t('again')))),
      details === undefined && el('p', { class: 'soft' }, t('loading'))));
}

const same = ({ source_digest: one, target_digest: other }) => one === other && ` (${t('the_same')})`;

const digest = (words, value, more) => fact(words, [el('code', {}, value), more, copyButton(value, `${t('copy_digest')}: ${words}`)]);

const fact = (words, content) => el('div', {}, el('dt', {}, words), el('dd', {}, content));
