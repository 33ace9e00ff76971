/**
 * Sends a request: over the host's connections, with a token, at the host's pace, along redirects, again while that may help.
 * Only the verbs in {@code registry.api} use it.
 */
package io.github.syncimage.registry.http;
