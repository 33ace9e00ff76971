// How each client pulls an image and gives it its own name; scripts/pull-image.sh does the same.
import { parts } from './image.js';

/** What the tabs are called. `name` and `digest` have words of their own. */
export const CLIENTS = ['docker', 'podman', 'nerdctl', 'ctr', 'crictl', 'name', 'digest'];

/** Lines for what has a client of its own; null for an image, which any of CLIENTS pulls. */
export function ownCommand({ source, target, type, command: own }) {
  if (!own || type === 'image') return null;
  return [own, type === 'wasm' && tagOf(source) && `docker tag ${target} ${tagOf(source)}`];
}

/** Lines to paste into a shell; by digest only where it is known. */
export function command(client, { source, target }, digest) {
  const own = tagOf(source);
  const tag = (client, option = '') => own && `${client} tag ${option}${target} ${own}`;
  const kubernetes = 'ctr -n k8s.io images';
  switch (client) {
    case 'ctr':
      return [`${kubernetes} pull ${target}`, tag(kubernetes, '--force ')];
    case 'crictl':
      return [`crictl pull ${target}`, tag(kubernetes, '--force ')];
    case 'name':
      return [target];
    case 'digest':
      return digest ? [`docker pull ${target.slice(0, -parts(target).tag.length || undefined)}@${digest}`] : [];
    default:
      return [`${client} pull ${target}`, tag(client)];
  }
}

/** The source as a name that can be given: a digest beside a tag goes, and a digest alone is none. */
function tagOf(source) {
  const { tag } = parts(source);
  const digest = tag.indexOf('@');
  if (digest < 0) return source;
  return digest > 0 ? source.slice(0, source.lastIndexOf('@')) : null;
}
