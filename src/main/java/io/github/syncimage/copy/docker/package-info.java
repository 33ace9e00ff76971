/** A Docker daemon as the carrier of images: pull, tag, push and what it says about them. The only part of {@code copy} that knows Camel. */
package io.github.syncimage.copy.docker;
