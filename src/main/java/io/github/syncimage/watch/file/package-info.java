/** Reads a list's file, which is regsync's with some keys of our own, and says by line what of it cannot be done. */
package io.github.syncimage.watch.file;
