/**
 * Threads and processes that work together: ending work from outside, bounded caches, and budgets that are spent together.
 */
package io.github.syncimage.concurrent;
