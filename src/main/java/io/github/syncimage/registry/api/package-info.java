/** The door to registries, {@link io.github.syncimage.registry.api.RegistryClient}, and one class for each of its verbs. */
package io.github.syncimage.registry.api;
