/**
 * Shows what is here: everything that was mirrored, searched, opened and written out as files, a feed, a badge, and what an issue
 * would become.
 */
package io.github.syncimage.page.catalogue;
