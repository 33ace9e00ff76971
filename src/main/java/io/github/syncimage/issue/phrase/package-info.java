/** One line of an issue: which of its words are images, on which platforms, and why one cannot be read. */
package io.github.syncimage.issue.phrase;
