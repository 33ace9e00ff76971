/**
 * What is said about registries: blobs, manifests, credentials, how a host is reached and how long it is waited for, and
 * the one exception that a call throws. {@link io.github.syncimage.registry.api.RegistryClient} acts on it; below it
 * stand {@code http} and {@code net}, each of which knows only those after it.
 */
package io.github.syncimage.registry;
