/** Hears what GitHub's webhook delivers: whether GitHub has signed it, and which issue to look at for it. */
package io.github.syncimage.github.webhook;
