/** The command that shows everything that was mirrored, and writes it as a page: {@code catalogue}. */
package io.github.syncimage.cli.catalogue;
