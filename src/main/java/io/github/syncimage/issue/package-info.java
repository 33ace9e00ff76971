/**
 * Reads an issue's title and body, whatever people write or paste there, into a request or a refusal. No network, no
 * configuration of its own.
 */
package io.github.syncimage.issue;
