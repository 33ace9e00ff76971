/** Watch lists: images that stay up to date by themselves. Here are the values that a list's file says. */
package io.github.syncimage.watch;
