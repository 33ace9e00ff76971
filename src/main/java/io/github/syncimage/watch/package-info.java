/**
 * Watch lists: what a list's file says, which is regsync's with some keys of our own, and which tags of a repository it means.
 */
package io.github.syncimage.watch;
