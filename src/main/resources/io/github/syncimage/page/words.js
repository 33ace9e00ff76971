// Which language is spoken, and its words.
import { stored, store } from './storage.js';

const LANGUAGES = { en: 'en', zh: 'zh-CN' };
const words = {};
let chosen = 'en';

/** `en` or `zh`: from the address, the last choice, the browser, then what the comments are written in. */
export function choose(fallback = 'en') {
  const asked = new URLSearchParams(location.search).get('lang');
  if (asked in LANGUAGES) store('language', asked);
  const wanted = [asked, stored('language'), ...navigator.languages.map(tag => tag.slice(0, 2)), fallback];
  chosen = wanted.find(language => language in LANGUAGES) ?? 'en';
  document.documentElement.lang = LANGUAGES[chosen];
}

/** Loads the words of parts of the page: `words` means words.en.js or words.zh.js. */
export async function speak(...parts) {
  const modules = await Promise.all(parts.map(part => import(`./${part}.${chosen}.js`)));
  for (const module of modules) Object.assign(words, module.default);
}

/** The words of a key; where they need values, they are a function of them. */
export function t(key, ...values) {
  const found = words[key];
  return typeof found === 'function' ? found(...values) : found;
}

/** Whether there are words of that key: of a reason's, which may be newer than this page. */
export const knows = key => Object.hasOwn(words, key);

/** For `Intl`. */
export const locale = () => LANGUAGES[chosen];

export const language = () => chosen;
