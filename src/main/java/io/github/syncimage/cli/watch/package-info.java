/** The command that goes through watch lists without the daemon: {@code watch}. */
package io.github.syncimage.cli.watch;
