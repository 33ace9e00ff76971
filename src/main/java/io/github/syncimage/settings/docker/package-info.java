/** The credentials that {@code docker login} left behind. Knows nothing of the rest of the configuration. */
package io.github.syncimage.settings.docker;
