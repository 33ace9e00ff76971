/**
 * Watch lists: what a list's file says, which is regsync's with some keys of our own, which tags of a repository it means,
 * and what is done about them: found, copied when they have moved, deleted when they may go.
 */
package io.github.syncimage.watch;
