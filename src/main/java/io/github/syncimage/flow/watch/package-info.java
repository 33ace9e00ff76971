/** Watch lists in the daemon: read again when they are edited, gone through while nobody's request waits, and told of. */
package io.github.syncimage.flow.watch;
