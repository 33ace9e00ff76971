/** What is here: the list of everything that was mirrored, searched and opened, a feed, a badge, and what an issue would become. */
package io.github.syncimage.page.catalogue;
