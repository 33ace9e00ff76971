/**
 * What every verb of the registry client shares: connections, proxies, certificate authorities, tokens, redirects,
 * retry, rate limits and errors. Only the verbs in {@code registry} use it.
 */
package io.github.syncimage.registry.http;
