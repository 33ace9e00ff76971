/** {@code status}: who is there, who works on what, what waits, and what is left of each limit. */
package io.github.syncimage.cli.status;
