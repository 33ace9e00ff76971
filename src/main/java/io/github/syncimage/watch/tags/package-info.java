/** Which tags of a repository a watch list means: versions and their ranges, patterns, the newest of what is left. */
package io.github.syncimage.watch.tags;
