/** Threads that work together: ending work from outside, and a bounded cache that they share. */
package io.github.syncimage.concurrent;
