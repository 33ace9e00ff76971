/**
 * The door to registries, {@link io.github.syncimage.registry.api.RegistryClient}, one class for each of its verbs, and
 * how a request is sent: over the host's connections, with a token, at the host's pace, along redirects, again while that
 * may help.
 */
package io.github.syncimage.registry.api;
