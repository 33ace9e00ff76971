/**
 * Values that describe registries: blobs, manifests, credentials, how a host is reached and how long it is waited for, and
 * the one exception that a call throws. {@link io.github.syncimage.registry.api.RegistryClient} acts on it.
 */
package io.github.syncimage.registry;
