/**
 * A client of the OCI distribution API on Apache HttpClient 5. {@link io.github.syncimage.registry.RegistryClient} is
 * the public door; each verb of the API is one package-private class behind it. Knows only {@code image}.
 */
package io.github.syncimage.registry;
