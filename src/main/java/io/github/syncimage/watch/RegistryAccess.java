package io.github.syncimage.watch;

import io.github.syncimage.registry.Credentials;

/**
 * One of a file's {@code creds}.
 *
 * @param host as image names spell it
 * @param credentials or null
 * @param plainHttp true where {@code tls: disabled}; null where nothing is said
 */
public record RegistryAccess(String host, Credentials credentials, Boolean plainHttp) {}
