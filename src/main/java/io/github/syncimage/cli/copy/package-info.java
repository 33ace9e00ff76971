/** The commands that work on one image, or a list of them, without the daemon: {@code copy} and {@code inspect}. */
package io.github.syncimage.cli.copy;
