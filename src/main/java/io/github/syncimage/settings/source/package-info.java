/** Where values come from: the file, the environment, and the credentials that {@code docker login} left. */
package io.github.syncimage.settings.source;
