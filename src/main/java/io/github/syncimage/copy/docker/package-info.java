/** Copies images through a Docker daemon. The only part of {@code copy} that knows Camel. */
package io.github.syncimage.copy.docker;
